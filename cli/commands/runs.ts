import { places } from '../../shared/contract/places.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { rowsOf } from '../../shared/pipeline/expand.ts';
import { listRuns, viewRun } from '../../shared/pipeline/list-runs.ts';
import type { TablePort } from '../../shared/pipeline/ports.ts';
import { readProgress } from '../../shared/pipeline/progress.ts';
import { isOpen } from '../../shared/pipeline/run-head.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { printReport } from '../print-report.ts';
import { showProgress } from '../progress.ts';
import { grid, sayTo } from '../say.ts';

/** How often a watched run is looked at, in milliseconds. */
const WATCH_EVERY = 500;

/** Prints the latest runs. */
export async function runs(given: { store: string; limit: number; json?: boolean }): Promise<number> {
  const store = await openUpgraded(given.store, 'read');
  try {
    const { runs: heads } = await listRuns(store.control, { limit: given.limit });
    const rows = heads.map((head) => ({
      run: head.run,
      state: head.state,
      started: new Date(head.createdAt).toISOString(),
      ended: head.endedAt === null ? '' : new Date(head.endedAt).toISOString(),
      scopes: head.scopes.map(({ name }) => name),
    }));
    if (given.json) process.stdout.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    else if (rows.length === 0) process.stdout.write('no runs yet: sluice sync github:owner/repo\n');
    else
      for (const line of grid(
        ['run', 'state', 'started', 'scopes'],
        rows.map((row) => [row.run, row.state, row.started, row.scopes.join(' ')]),
      ))
        process.stdout.write(`${line}\n`);
    return 0;
  } finally {
    store.close();
  }
}

/** What `sluice run` was given. */
export interface RunArguments {
  readonly run: string;
  readonly store: string;
  readonly json?: boolean;
  readonly quarantine?: boolean;
  readonly watch?: boolean;
}

/** Prints one run: its report, or how far it is. */
export async function run(given: RunArguments): Promise<number> {
  const store = await openUpgraded(given.store, 'read');
  try {
    if (given.watch) await watchToEnd(store.control, given.run);
    const { head, totals, report } = await viewRun(store.control, given.run);
    const progress = await readProgress({ table: store.control, clock: systemClock }, head, totals);
    if (given.quarantine) {
      for (const { key } of head.scopes)
        for await (const row of rowsOf(store.control, places.quarantine(key)))
          process.stdout.write(
            `${JSON.stringify({ stream: row.stream, stage: row.stage, raw: row.raw, reason: row.reason })}\n`,
          );
      return 0;
    }
    if (given.json)
      process.stdout.write(`${JSON.stringify(report ?? { run: head.run, state: head.state, progress, totals })}\n`);
    else if (report) printReport(report, sayTo(process.stdout));
    else {
      process.stdout.write(`run ${head.run} ${head.state}, started ${new Date(head.createdAt).toISOString()}\n`);
      const rows = Object.entries(progress.stages).map(([stage, of]) => [
        stage,
        of.planned,
        of.open,
        of.done,
        of.dead,
        of.canceled,
      ]);
      for (const line of grid(['stage', 'planned', 'open', 'done', 'dead', 'canceled'], rows))
        process.stdout.write(`${line}\n`);
    }
    return 0;
  } finally {
    store.close();
  }
}

/** Shows how far a run is until it has ended. */
async function watchToEnd(table: TablePort, run: string): Promise<void> {
  const shown = showProgress(process.stderr);
  for (;;) {
    const { head, totals } = await viewRun(table, run);
    if (!isOpen(head)) break;
    const progress = await readProgress({ table, clock: systemClock }, head, totals);
    const now = systemClock.now();
    shown.update({ progress, totals, elapsed: now - head.createdAt, now });
    await systemClock.sleep(WATCH_EVERY);
  }
  shown.clear();
}
