import { places } from '../../shared/contract/places.ts';
import { DeadItem, type RunHead, type Totals } from '../../shared/contract/run.ts';
import { hasWriter } from '../../shared/local/store-lock.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { rowsOf } from '../../shared/pipeline/expand.ts';
import { listRuns, viewRun } from '../../shared/pipeline/list-runs.ts';
import type { TablePort } from '../../shared/pipeline/ports.ts';
import { readProgress } from '../../shared/pipeline/progress.ts';
import { isOpen } from '../../shared/pipeline/run-head.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { printReport } from '../print-report.ts';
import { printRunList } from '../print-runs.ts';
import { progressTable, showProgress } from '../progress.ts';
import { sayTo } from '../say.ts';

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
    printRunList(rows, given.json ?? false);
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
  readonly dead?: boolean;
  readonly watch?: boolean;
}

/** Prints one run: its report, or how far it is. Answers the exit code, which is that of the run when it was watched. */
export async function run(given: RunArguments): Promise<number> {
  const store = await openUpgraded(given.store, 'read');
  const { control } = store;
  try {
    if (given.watch) await watchToEnd(control, given);
    const { head, totals, report } = await viewRun(control, given.run);
    if (given.quarantine) await printQuarantine(control, head);
    else if (given.dead) await printDead(control, given.run);
    else if (given.json) {
      const progress = await readProgress({ table: control, clock: systemClock }, head, totals);
      printJson({ ...(report ?? { run: head.run, totals }), state: head.state, progress });
    } else if (report) printReport(report, sayTo(process.stdout));
    else await printProgress(control, given.store, head, totals);
    return given.watch && head.state !== 'completed' ? 1 : 0;
  } finally {
    store.close();
  }
}

const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

/** Every record that could not be mapped, one JSON object a line, with where its bytes are. */
async function printQuarantine(table: TablePort, head: RunHead): Promise<void> {
  for (const { key } of head.scopes)
    for await (const { stream, stage, raw, reason } of rowsOf(table, places.quarantine(key)))
      printJson({ stream, stage, raw, reason });
}

/** Everything that died, one JSON object a line: what was asked, what was answered, how often and when. */
async function printDead(table: TablePort, run: string): Promise<void> {
  for await (const row of rowsOf(table, places.dead(run))) {
    const { at, ...dead } = DeadItem.parse(row);
    printJson({ ...dead, at: new Date(at).toISOString() });
  }
}

async function printProgress(table: TablePort, folder: string, head: RunHead, totals: Totals): Promise<void> {
  const say = sayTo(process.stdout);
  const now = systemClock.now();
  say.line(`run ${head.run} ${head.state}, started ${new Date(head.createdAt).toISOString()}`);
  if (isOpen(head) && !hasWriter(folder))
    say.line(`its process has ended: the command that began it goes on with it, sluice cancel ${head.run} ends it`);
  say.line();
  const progress = await readProgress({ table, clock: systemClock }, head, totals);
  const elapsed = (head.endedAt ?? now) - head.createdAt;
  for (const line of progressTable({ progress, totals, elapsed, now })) say.line(line);
}

/** Shows how far a run is until it has ended, or until nobody is there to end it. */
async function watchToEnd(table: TablePort, given: RunArguments): Promise<void> {
  const shown = showProgress(process.stderr);
  let told = '';
  for (;;) {
    const { head, totals } = await viewRun(table, given.run);
    if (!isOpen(head) || !hasWriter(given.store)) break;
    const progress = await readProgress({ table, clock: systemClock }, head, totals);
    const now = systemClock.now();
    const seen = JSON.stringify({ run: head.run, state: head.state, progress });
    if (!given.json) shown.update({ progress, totals, elapsed: now - head.createdAt, now });
    else if (seen !== told) process.stdout.write(`${seen}\n`);
    told = seen;
    await systemClock.sleep(WATCH_EVERY);
  }
  shown.clear();
}
