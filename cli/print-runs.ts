import { grid } from './say.ts';

/** A run in a list; times are ISO 8601, empty where there is none. */
export interface ListedRun {
  readonly run: string;
  readonly state: string;
  readonly started: string;
  readonly ended: string;
  readonly scopes: readonly string[];
}

/** Prints the latest runs, for people or one JSON object a line. */
export function printRunList(rows: readonly ListedRun[], json: boolean): void {
  const lines = json
    ? rows.map((row) => JSON.stringify(row))
    : rows.length === 0
      ? ['no runs yet: sluice sync github:owner/repo']
      : grid(
          ['run', 'state', 'started', 'scopes'],
          rows.map((row) => [row.run, row.state, row.started, row.scopes.join(' ')]),
        );
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
