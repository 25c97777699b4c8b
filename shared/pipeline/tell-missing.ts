import { places } from '../contract/places.ts';
import type { Finding, RunHead } from '../contract/run.ts';
import type { ToolLine } from '../contract/stored.ts';
import type { WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { collectItems } from './collect-items.ts';
import type { ConvertPorts } from './convert.ts';
import { toItem } from './deep-json.ts';
import { rowsOf } from './expand.ts';
import { factOf } from './fact.ts';
import { hindranceOf } from './hindrance.ts';
import { canonical, digest } from './identity.ts';
import { type KnownRecord, knownRecords, toolLines } from './known-records.ts';
import { commit, type Done, type Lane, makeItem } from './ledger.ts';
import type { Item, Place, Write } from './ports.ts';
import { convertRank, type OpenScope } from './scopes.ts';
import { forgetSeen, readSeen, type Seen, seenName } from './seen.ts';
import { storeLines } from './store-lines.ts';
import { addStages, plannedBy } from './totals.ts';

/** More than this part of what is known is an alarm and not a deletion; one record is always believed. */
const MOST_MISSING = 0.2;
/** Records that are decided on in one go; behind them comes an item for the rest. */
const A_PART = 1_500;

/**
 * Tells what a stream that was read in full does not show any more. It is asked for by its id where the stream can, or must
 * be missing in two full reads; only then it becomes a tombstone. A read that was hindered tells nothing, and one that
 * misses very much is an alarm.
 */
export async function tellMissing(ports: ConvertPorts, head: RunHead, scope: OpenScope, item: WorkItem): Promise<void> {
  if (item.work.kind !== 'expand') return;
  const { after } = item.work;
  const { table } = ports;
  const hindrance = await hindranceOf(table, head, scope, item);
  const seen = await readSeen(table, item.run, item.scope, item.stream);
  const found =
    hindrance === undefined
      ? await lookForMissing(ports, scope, item, seen, after)
      : { known: 0, count: 0, lost: 0, part: [] };
  const isMass = after === undefined && !head.options.acceptDeletions && isTooMuch(found, seen);
  const finding: Pick<Finding, 'kind' | 'reason'> | undefined =
    hindrance !== undefined
      ? { kind: 'untold', reason: hindrance }
      : isMass
        ? { kind: 'massDeletion', reason: 'so much is missing that nothing was deleted' }
        : undefined;
  const decided = finding ? nothing : await decide(ports, head, scope, item, found.part, seen);
  const rest =
    !finding && found.last !== undefined
      ? [makeItem({ ...laneOf(item), rank: item.rank, work: { ...item.work, after: found.last } })]
      : [];
  const done: Done = {
    scope: item.scope,
    stream: item.stream,
    counts: { missing: after === undefined ? found.count : 0 },
    stages: addStages(plannedBy(decided.items), {}),
  };
  const told = { scope: item.scope, stream: item.stream, known: found.known, missing: found.count, ...finding };
  const place = { pk: places.findings(item.run), sk: `${item.scope}#${item.stream}` };
  const findings: readonly Write[] = finding ? [{ kind: 'put', item: toItem({ ...place, ...told }) }] : [];
  const outcome = await commit(table, item, {
    done,
    successors: [...decided.items, ...rest],
    also: [...decided.also, ...findings],
  });
  ports.tell?.(factOf(item, outcome === 'done' ? 'work planned' : 'claim lost', { what: 'missing', ...told }));
  if (outcome === 'refused') return;
  // Rows that are only of use before the commit; what stays of them, should this fail, says nothing any more.
  const over = [...decided.over, ...(hindrance === undefined ? await shownAgain(ports, item, seen) : [])];
  if (over.length > 0) await table.writeMany([], over);
  if (rest.length === 0) await forgetSeen(table, item.run, item.scope, item.stream);
}

const laneOf = ({ run, connection, scope, stream, id: from }: WorkItem): Lane => ({
  run,
  connection,
  scope,
  stream,
  from,
});

interface Missing {
  readonly known: number;
  readonly count: number;
  /** Those of them that make records: what else is missing is no loss. */
  readonly lost: number;
  /** The first of them, and where to look on for the rest. */
  readonly part: readonly KnownRecord[];
  readonly last?: string;
}

async function lookForMissing(
  { domain }: ConvertPorts,
  scope: OpenScope,
  { stream }: WorkItem,
  seen: Seen,
  after: string | undefined,
): Promise<Missing> {
  const part: KnownRecord[] = [];
  let [known, count, lost] = [0, 0, 0];
  for await (const record of knownRecords(domain, scope.record.key, stream, after)) {
    known += record.isEmpty ? 0 : 1;
    // What was observed since the read began is there, whichever way it was seen.
    if (seen.names.has(record.name) || Date.parse(record.observedAt) >= seen.since) continue;
    count += 1;
    lost += record.isEmpty ? 0 : 1;
    if (part.length < A_PART) part.push(record);
    // Behind the first part nobody counts.
    else if (after !== undefined) break;
  }
  const last = count > part.length ? part.at(-1)?.place : undefined;
  return { known, count, lost, part, ...(last !== undefined && { last }) };
}

const isTooMuch = ({ known, lost }: Missing, seen: Seen): boolean =>
  lost > 0 && (seen.names.size === 0 || lost > Math.max(1, known * MOST_MISSING));

interface Decided {
  readonly items: readonly WorkItem[];
  readonly also: readonly Write[];
  /** Rows that are of no use once this is committed. */
  readonly over: readonly Place[];
}

const nothing: Decided = { items: [], also: [], over: [] };

async function decide(
  ports: ConvertPorts,
  head: RunHead,
  scope: OpenScope,
  item: WorkItem,
  missing: readonly KnownRecord[],
  seen: Seen,
): Promise<Decided> {
  if (missing.length === 0) return nothing;
  const { run, scope: key, stream: name } = item;
  const { stream } = scope.stream(name);
  const lane = laneOf(item);
  const pk = places.missing(key);
  const rows = await ports.table.getMany(missing.map((record) => ({ pk, sk: `${name}#${record.key}` })));
  const before = new Map(rows.map((row) => [row.sk, row]));
  const moved = (record: KnownRecord) => before.get(`${name}#${record.key}`)?.moved !== undefined;
  const open = missing.filter((record) => !moved(record));
  const requests = stream.asksById ? await requestsFor(ports, scope, name, open) : new Map<string, WorkRequest>();
  const others = open.filter((record) => !requests.has(record.key));
  // A mapping that was changed between two reads may have changed what was asked for.
  const question = digest(canonical(scope.record.config), 12);
  const isTwice = (record: KnownRecord): boolean => {
    const row = before.get(`${name}#${record.key}`);
    return row !== undefined && row.run !== run && row.question === question && String(row.at) > record.observedAt;
  };
  const at = new Date(Number.isFinite(seen.since) ? seen.since : head.createdAt).toISOString();
  const gone = others.filter((record) => head.options.acceptDeletions || isTwice(record));
  const first = others.filter((record) => !gone.includes(record));
  const remembered = first.map((record): Item => {
    const sk = `${name}#${record.key}`;
    const row = before.get(sk);
    const isOurs = row?.question === question && String(row.at) > record.observedAt;
    return isOurs ? row : { pk, sk, run, question, at };
  });
  if (remembered.length > 0) await ports.table.writeMany(remembered);
  const told = gone.length > 0 ? await tombstones(ports, scope, item, lane, gone, at) : nothing;
  return {
    items: [...collectItems(lane, [...requests.values()]), ...told.items],
    also: told.also,
    over: gone.map((record) => ({ pk, sk: `${name}#${record.key}` })),
  };
}

async function requestsFor(
  { objects }: ConvertPorts,
  scope: OpenScope,
  stream: string,
  records: readonly KnownRecord[],
): Promise<Map<string, WorkRequest>> {
  const { bound } = scope.stream(stream);
  const requests = new Map<string, WorkRequest>();
  for (const { record, line } of await toolLines(objects, records)) {
    const request = bound.byId({ ...line, stream, item: 0 });
    if (!request) continue;
    const { key, version } = record;
    requests.set(key, { ...request, page: 1, missing: { key, version } });
  }
  return requests;
}

/** A tool object that says of records that they are gone, named by the index as one that was made of a segment is. */
async function tombstones(
  ports: ConvertPorts,
  scope: OpenScope,
  item: WorkItem,
  lane: Lane,
  records: readonly KnownRecord[],
  observedAt: string,
): Promise<Decided> {
  const lines = records.map(
    ({ key, version }): ToolLine => ({
      key,
      version,
      observedAt,
      raw: `missing/${item.run}#0#0`,
      gone: true,
      data: null,
    }),
  );
  const tool = await storeLines(ports.objects, 'tool', item, [{ mentions: {} }, ...lines]);
  const { stream, run } = item;
  const rank = convertRank(scope, scope.stream(stream).stream);
  const index = { tool, stream, run, records: lines.length };
  return {
    items: [makeItem({ ...lane, rank, work: { kind: 'convert', tool } })],
    also: [
      { kind: 'put', item: { pk: places.tools(item.scope), sk: digest(tool), ...index } },
      // Sorted before all segments: in a replay, what is gone is known before what was seen of it is read again.
      { kind: 'put', item: { pk: places.segments(item.scope), sk: `!gone#${digest(tool)}`, ...index } },
    ],
    over: [],
  };
}

/** Rows of what was missing in a read before and is shown by this one. */
async function shownAgain({ table }: ConvertPorts, item: WorkItem, seen: Seen): Promise<readonly Place[]> {
  const pk = places.missing(item.scope);
  const prefix = `${item.stream}#`;
  const found: Place[] = [];
  for await (const { sk } of rowsOf(table, pk, prefix))
    if (typeof sk === 'string' && seen.names.has(seenName(sk.slice(prefix.length)))) found.push({ pk, sk });
  return found;
}
