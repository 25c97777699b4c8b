import { InvalidInputError, SluiceError } from '../../shared/errors.ts';
import { askNow } from '../../shared/pipeline/ask-now.ts';
import { discover as discoverScopes } from '../../shared/pipeline/discover.ts';
import { findConnection } from '../../shared/pipeline/plan.ts';
import { openVendors, readBaseUrl } from '../local-runtime.ts';
import { openExisting } from '../open-existing.ts';
import { pluginNamed } from '../plugin-named.ts';
import { printChecked, printListed } from '../print-source.ts';

/** What `sluice check` and `sluice discover` were given: `jenkins`, `jenkins@ci-two`, `github:octocat`. */
export interface SourceArguments {
  readonly source: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
  /** Where connections are configured. */
  readonly store: string;
}

/** Says of each credential of a connection whether the vendor takes it. Answers the exit code. */
export async function check(given: SourceArguments): Promise<number> {
  const { plugin, name } = parseSource(given.source);
  if (!plugin.check) throw new InvalidInputError(`${plugin.name} has no check; "sluice sync" will tell`);
  const request = plugin.check;
  return withVendors(given, async ({ ports }) => {
    const connection = await findConnection(ports, plugin, name);
    const tokens = connection.tokens.length > 0 ? connection.tokens.map((token) => [token]) : [[]];
    let failed = 0;
    for (const only of tokens) {
      const [token = null] = only;
      const verdict = await verdictOf(() =>
        askNow(ports, { ...connection, tokens: only }, plugin, request, token ?? 'no token'),
      );
      if (!verdict.ok) failed = 1;
      printChecked(
        { plugin: plugin.name, connection: name, baseUrl: connection.baseUrl, token, ...verdict },
        given.json ?? false,
      );
    }
    return failed;
  });
}

async function verdictOf(ask: () => Promise<unknown>): Promise<{ readonly ok: boolean; readonly reason: string }> {
  try {
    await ask();
    return { ok: true, reason: '' };
  } catch (cause) {
    if (cause instanceof SluiceError) return { ok: false, reason: cause.message };
    throw cause;
  }
}

/** Prints the scopes that a connection's credential may see, as `sluice sync` takes them. Answers the exit code. */
export async function discover(given: SourceArguments): Promise<number> {
  const { plugin, name, isNamed, filter } = parseSource(given.source);
  return withVendors(given, async ({ ports }) => {
    const connection = await findConnection(ports, plugin, name);
    let found = 0;
    for await (const scope of discoverScopes(ports, connection, plugin, filter)) {
      found += 1;
      const written = `${plugin.name}${isNamed ? `@${name}` : ''}:${scope.name}`;
      printListed(scope, written, given.json ?? false);
    }
    if (found === 0) process.stderr.write(`${plugin.name}@${name} shows nothing${filter ? ` in "${filter}"` : ''}\n`);
    return 0;
  });
}

/** `jenkins@ci-two:folder` → the plugin, the connection and what is behind them. */
export function parseSource(source: string) {
  const [before = '', ...behind] = source.split(':');
  const [pluginName = '', connection] = before.split('@', 2);
  const plugin = pluginNamed(pluginName);
  const filter = behind.join(':') || undefined;
  return { plugin, name: connection ?? plugin.name, isNamed: connection !== undefined, filter };
}

/** Works with the vendors, as they are configured in the store where there is one, and lets them go. */
export async function withVendors(
  given: Pick<SourceArguments, 'baseUrl' | 'store'>,
  work: (vendors: ReturnType<typeof openVendors>) => Promise<number>,
): Promise<number> {
  const store = await openExisting(given.store);
  const vendors = openVendors({ baseUrl: given.baseUrl && readBaseUrl(given.baseUrl), table: store?.control });
  try {
    return await work(vendors);
  } finally {
    await vendors.close();
    store?.close();
  }
}
