/** What the exit codes mean. */
export const EXIT_CODES = [
  ['0', 'done'],
  ['1', 'failed, or done with errors; what else it tells is said at the command'],
  ['2', 'not understood: arguments, sluice.yaml, a store of another format'],
  ['130', 'interrupted (Ctrl-C)'],
] as const;

/** The variables that the command reads. */
export const ENVIRONMENT = [
  ['SLUICE_STORE', 'the local store, as --store; default .sluice'],
  ['SLUICE_CONFIG', 'what describes the configuration, as --file; default sluice.yaml'],
  ['SLUICE_ENDPOINT', 'a deployed Sluice, as --endpoint'],
  ['SLUICE_API_KEY', 'the key to it'],
  ['SLUICE_PROFILE', 'a profile of ~/.config/sluice/config.json, as --profile'],
  ['SLUICE_SQL_MEMORY', 'how much memory DuckDB may use, as --memory; default 1GB'],
  ['SLUICE_PAGE', 'the folder of the built page that start and serve show; default web/dist'],
  ['SLUICE_DEBUG', '1 shows where a failure that nobody foresaw comes from'],
  ['GITHUB_TOKEN, JIRA_TOKEN, …', 'the credentials of a source, several separated by commas'],
  ['GITHUB_URL, JIRA_URL, …', 'its base URL, where it is not the vendor’s own cloud'],
  [
    'JENKINS_CI_TWO_TOKEN, JENKINS_CI_TWO_URL',
    'the same of a connection "ci-two" of Jenkins, jenkins@ci-two:folder/app',
  ],
  ['NO_COLOR', 'anything leaves colours out; they are for terminals only'],
  ['XDG_CONFIG_HOME', 'where the folder sluice with config.json lies; default ~/.config'],
] as const;

/** What stands below the list of commands. */
export const legend = (): string => `
Examples:
  sluice sync github:octocat/hello-world       collect a repository into .sluice/
  sluice data issues --fields id,status,title  read what it became
  sluice replay github:octocat/hello-world --from extract

What is synced when is written in sluice.yaml: sluice diff, apply, get, delete; then sluice sync needs no arguments.
A deployed Sluice: --endpoint URL or SLUICE_ENDPOINT with SLUICE_API_KEY, or --profile of ~/.config/sluice/config.json.

Exit codes:
${columns(EXIT_CODES)}

Environment:
${columns(ENVIRONMENT)}

All of it, with the options of each: docs/command.md`;

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => Math.min(name.length, 24)));
  return rows.map(([name, says]) => `  ${name.padEnd(width)}  ${says}`).join('\n');
}
