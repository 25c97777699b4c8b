import { places } from '../contract/places.ts';
import { RunReport, StreamCounts } from '../contract/run.ts';
import { rowsOf } from './expand.ts';
import { listRuns } from './list-runs.ts';
import type { TablePort } from './ports.ts';

/** How far one stream of a scope has come, and how its last sync went. Times are epoch milliseconds. */
export interface StreamInput {
  readonly connection: string;
  readonly scope: string;
  readonly stream: string;
  readonly watermark?: number;
  readonly synced?: { readonly at: number; readonly isGood: boolean };
  readonly newAt?: number;
}

/** Runs that are looked back at for what came last; older ones are as if nothing had come. */
const RUNS = 200;

interface Sync {
  readonly at: number;
  readonly isGood: boolean;
  readonly isNew: boolean;
}

/** How far the streams of these scopes have come: their cursors, and what the latest runs say of each. */
export async function streamInputs(
  table: TablePort,
  scopes: readonly { readonly key: string; readonly name: string; readonly connection: string }[],
): Promise<readonly StreamInput[]> {
  const syncs = await latestSyncs(table);
  const inputs: StreamInput[] = [];
  for (const { key, name, connection } of scopes) {
    const cursors = new Map<string, number>();
    for await (const { sk, at } of rowsOf(table, `cursor/${key}`)) cursors.set(String(sk), Date.parse(String(at)));
    const ran = [...syncs.keys()]
      .filter((each) => each.startsWith(`${key}#`))
      .map((each) => each.slice(key.length + 1));
    for (const stream of new Set([...cursors.keys(), ...ran].sort())) {
      const ours = syncs.get(`${key}#${stream}`) ?? [];
      const [last] = ours;
      const watermark = cursors.get(stream);
      const newest = ours.find(({ isNew }) => isNew);
      inputs.push({
        connection,
        scope: name,
        stream,
        ...(watermark !== undefined && { watermark }),
        ...(last && { synced: { at: last.at, isGood: last.isGood } }),
        ...(newest && { newAt: newest.at }),
      });
    }
  }
  return inputs;
}

/** The syncs of each stream, newest first: of runs that have ended and asked the vendor. */
async function latestSyncs(table: TablePort): Promise<ReadonlyMap<string, readonly Sync[]>> {
  const { runs } = await listRuns(table, { limit: RUNS });
  const asked = runs.filter(({ options, endedAt }) => options.from === undefined && endedAt !== null);
  const stored = await table.getMany(asked.map(({ run }) => places.report(run)));
  const reports = stored.map((item) => RunReport.parse(item)).sort((a, b) => (a.endedAt < b.endedAt ? 1 : -1));
  const found = new Map<string, Sync[]>();
  for (const { totals, endedAt, state } of reports)
    for (const [name, counts] of Object.entries(totals.streams)) {
      const { dead, written, deleted, startedAt } = StreamCounts.parse(counts);
      if (name.endsWith('#-')) continue;
      const isGood = dead === 0 && state !== 'failed' && state !== 'canceled' && state !== 'superseded';
      // A stream that nobody was asked about in this run says nothing of itself.
      if (startedAt === '' && dead === 0) continue;
      const sync = { at: Date.parse(endedAt), isGood, isNew: written + deleted > 0 };
      found.set(name, [...(found.get(name) ?? []), sync]);
    }
  return found;
}
