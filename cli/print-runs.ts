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

/** Says that a run was canceled, or had ended before. */
export function printCanceled(
  { run, state, hadEnded }: { readonly run: string; readonly state: string; readonly hadEnded: boolean },
  json: boolean,
): void {
  const says = hadEnded ? `run ${run} has ended already: ${state}` : `run ${run} ${state}`;
  process.stdout.write(`${json ? JSON.stringify({ run, state, canceled: !hadEnded }) : says}\n`);
}

/** That there is nothing to be told of a run, or of an item of it. */
export const noLog = (run: string, item: string | undefined): string =>
  item === undefined ? `there is no log of a run "${run}"` : `the log of run "${run}" tells of no item "${item}"`;
