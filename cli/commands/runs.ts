import { places } from '../../shared/contract/places.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { rowsOf } from '../../shared/pipeline/expand.ts';
import { listRuns, viewRun } from '../../shared/pipeline/list-runs.ts';
import { printReport } from '../print-report.ts';
import { grid, sayTo } from '../say.ts';

/** Prints the latest runs. */
export async function runs(given: { store: string; limit: number; json?: boolean }): Promise<number> {
  const store = openStore(given.store, 'read');
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

/** Prints one run: its report, or how far it is. */
export async function run(given: {
  run: string;
  store: string;
  json?: boolean;
  quarantine?: boolean;
}): Promise<number> {
  const store = openStore(given.store, 'read');
  try {
    const { head, totals, report } = await viewRun(store.control, given.run);
    if (given.quarantine) {
      for (const { key } of head.scopes)
        for await (const row of rowsOf(store.control, places.quarantine(key)))
          process.stdout.write(
            `${JSON.stringify({ stream: row.stream, stage: row.stage, raw: row.raw, reason: row.reason })}\n`,
          );
      return 0;
    }
    if (given.json) process.stdout.write(`${JSON.stringify(report ?? { run: head.run, state: head.state, totals })}\n`);
    else if (report) printReport(report, sayTo(process.stdout));
    else {
      process.stdout.write(`run ${head.run} ${head.state}, started ${new Date(head.createdAt).toISOString()}\n`);
      const stages = (['collect', 'extract', 'convert'] as const).map((stage) => {
        const { planned, done, dead } = totals.stages[stage];
        return [stage, planned, done, dead];
      });
      for (const line of grid(['stage', 'planned', 'done', 'dead'], stages)) process.stdout.write(`${line}\n`);
    }
    return 0;
  } finally {
    store.close();
  }
}
