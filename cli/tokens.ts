/** The tokens of a plugin from the environment: `GITHUB_TOKEN`, several separated by commas. */
export function tokensFrom(environment: NodeJS.ProcessEnv, plugin: string): readonly string[] {
  const name = `${plugin.toUpperCase()}_TOKEN`;
  return (environment[name] ?? '')
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}
