/** `JENKINS_CI_TWO_TOKEN` for the connection `ci-two` of a plugin, `JENKINS_TOKEN` for those without one of their own. */
const variable = (environment: NodeJS.ProcessEnv, at: { plugin: string; name: string }, what: string) =>
  environment[`${at.plugin}_${at.name}_${what}`.toUpperCase().replaceAll('-', '_')];

const KINDS = ['TOKEN', 'APP'] as const;

/**
 * The tokens of a connection from the environment: `GITHUB_TOKEN`, several separated by commas, and `GITHUB_APP`, the
 * credential of a GitHub App as JSON, which `GITHUB_TOKEN` may hold as well.
 */
export function tokensFrom(
  environment: NodeJS.ProcessEnv,
  connection: { readonly plugin: string; readonly name: string },
): readonly string[] {
  // A connection that has an address of its own never gets the token that is meant for another one.
  const isShared = variable(environment, connection, 'URL') === undefined;
  const own = KINDS.flatMap((kind) => variable(environment, connection, kind) ?? []);
  const plugin = connection.plugin.toUpperCase();
  const texts = own.length > 0 || !isShared ? own : KINDS.flatMap((kind) => environment[`${plugin}_${kind}`] ?? []);
  return split(texts);
}

/** The tokens of a connection that is configured, where the environment says otherwise: `JENKINS_CI_TWO_TOKEN`. */
export const ownTokensFrom = (
  environment: NodeJS.ProcessEnv,
  connection: { readonly plugin: string; readonly name: string },
): readonly string[] => split(KINDS.flatMap((kind) => variable(environment, connection, kind) ?? []));

/** Several tokens parted by commas or lines, and the credentials of Apps, which are JSON. */
export function split(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => (text.trimStart().startsWith('{') ? [text] : text.split(/[,\r\n]/)))
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

/** The base URL of a connection from the environment: `JENKINS_CI_TWO_URL`, `JENKINS_URL`; undefined: the vendor's own. */
export function urlFrom(
  environment: NodeJS.ProcessEnv,
  connection: { readonly plugin: string; readonly name: string },
): string | undefined {
  return variable(environment, connection, 'URL') ?? environment[`${connection.plugin.toUpperCase()}_URL`];
}

/** The base URL from the environment for a connection that may be configured: its own variable, or where none is configured. */
export function ownUrlFrom(
  environment: NodeJS.ProcessEnv,
  connection: { readonly plugin: string; readonly name: string },
  stored: { readonly baseUrl?: string } | undefined,
): string | undefined {
  const own = variable(environment, connection, 'URL');
  if (own !== undefined || stored?.baseUrl !== undefined) return own;
  // A connection by another name is another account: it has the vendor's own cloud.
  return stored === undefined || connection.name === connection.plugin ? urlFrom(environment, connection) : undefined;
}
