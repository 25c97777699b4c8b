import { places } from '../contract/places.ts';
import { RunHead } from '../contract/run.ts';
import { rowsOf } from './expand.ts';
import type { TablePort } from './ports.ts';
import type { StoredRecord } from './read-data.ts';
import { isOpen } from './run-head.ts';

/** The runs that began at a time or later. */
export async function runsSince(table: TablePort, at: number): Promise<ReadonlySet<string>> {
  const runs = new Set<string>();
  const from = new Date(at).toISOString();
  let after: string | undefined;
  do {
    const page = await table.query(places.runs, { from, ...(after !== undefined && { after }) });
    for (const { run } of page.items) if (typeof run === 'string') runs.add(run);
    after = page.last;
  } while (after !== undefined);
  return runs;
}

/**
 * Whether a row changed at a time or later: it was observed then, or a run that began then wrote it. A mapping that changes
 * makes another row of an old observation, so the time of the observation alone would leave it out.
 */
export async function changedSince(table: TablePort, at: number): Promise<(record: StoredRecord) => boolean> {
  const runs = await runsSince(table, at);
  return ({ observedAt, run }) => runs.has(run) || Date.parse(observedAt) >= at;
}

/**
 * Until when what is read now is whole: what a run under way has seen and not yet written is younger than its beginning.
 * Who asks for what changed since then misses nothing, and may see some rows again.
 */
export async function wholeUntil(table: TablePort, now: number): Promise<number> {
  let until = now;
  for await (const { sk } of rowsOf(table, 'open')) {
    const head = await table.get(places.head(String(sk)));
    if (!head) continue;
    const run = RunHead.parse(head);
    if (isOpen(run)) until = Math.min(until, run.createdAt);
  }
  return until;
}
