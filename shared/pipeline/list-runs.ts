import { places } from '../contract/places.ts';
import { RunHead, RunReport, type Totals } from '../contract/run.ts';
import { readTotals } from './fold.ts';
import type { TablePort } from './ports.ts';
import { readHead } from './run-head.ts';

/** A run with what it did so far. */
export interface RunView {
  readonly head: RunHead;
  readonly totals: Totals;
  readonly report: RunReport | undefined;
}

/** The latest runs, newest first; `before` is the key of the last one of the page before. */
export async function listRuns(
  table: TablePort,
  { limit, before }: { limit: number; before?: string },
): Promise<{ runs: readonly RunHead[]; next: string | undefined }> {
  const page = await table.query(places.runs, {
    limit,
    descending: true,
    ...(before !== undefined && { after: before }),
  });
  const heads = await table.getMany(
    page.items.flatMap(({ run }) => (typeof run === 'string' ? [places.head(run)] : [])),
  );
  const byRun = new Map(heads.map((item) => RunHead.parse(item)).map((head) => [head.run, head]));
  const runs = page.items.flatMap(({ run }) => {
    const head = typeof run === 'string' ? byRun.get(run) : undefined;
    return head ? [head] : [];
  });
  return { runs, next: page.last };
}

/** The reports of runs that have ended, by run; others have none. */
export async function reportsOf(table: TablePort, runs: readonly RunHead[]): Promise<ReadonlyMap<string, RunReport>> {
  const found = await table.getMany(
    runs.filter(({ endedAt }) => endedAt !== null).map(({ run }) => places.report(run)),
  );
  return new Map(found.map((item) => RunReport.parse(item)).map((report) => [report.run, report]));
}

/** One run. @throws NotFoundError */
export async function viewRun(table: TablePort, run: string): Promise<RunView> {
  const head = await readHead(table, run);
  const stored = await table.get(places.report(run));
  return { head, totals: await readTotals(table, run), report: stored && RunReport.parse(stored) };
}
