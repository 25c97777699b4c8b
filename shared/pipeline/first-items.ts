import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import { RequestRecord, rank, Work, type WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import type { Stream } from '../plugin-sdk/stream.ts';
import { collectItems } from './collect-items.ts';
import { rowsOf } from './expand.ts';
import { againKey } from './identity.ts';
import { type Lane, makeItem } from './ledger.ts';
import type { Place, TablePort } from './ports.ts';
import { horizonOf } from './run-head.ts';
import { expandRank, type OpenScope, scopeDerivation } from './scopes.ts';

/** Segments with quarantined records that are tried again in a run. */
const RETRIED_SEGMENTS = 50;

/** The first items of a scope in a run. */
export interface Planned {
  readonly items: readonly WorkItem[];
  /** Rows that the plan takes over. */
  readonly taken: readonly Place[];
}

/** What a run begins with in one scope. */
export async function firstItems(
  table: TablePort,
  head: RunHead,
  scope: OpenScope,
  lane: Omit<Lane, 'stream'>,
  whole: readonly string[],
): Promise<Planned> {
  const { options } = head;
  const wanted = scope.streams.filter(({ name }) => options.streams?.includes(name) ?? true);
  const left = await leftItems(table, lane);
  if (options.retry !== undefined) {
    const again = await diedIn(table, options.retry, lane);
    return { ...left, items: [...left.items, ...again, ...onceItems(scope, lane, wanted)] };
  }
  if (options.from !== undefined) {
    const what = options.from === 'extract' ? ('segments' as const) : ('tools' as const);
    return {
      ...left,
      items: [...left.items, makeItem({ ...lane, stream: '-', rank: 20, work: { kind: 'expand', what } })],
    };
  }
  const items: WorkItem[] = [
    ...left.items,
    ...(await changedMapping(scope, lane)),
    ...(await retriedSegments(table, lane)),
  ];
  const inFull = new Set<string>();
  items.push(...onceItems(scope, lane, wanted));
  for (const stream of wanted) {
    if (stream.child) continue;
    const since = whole.includes(stream.name) ? undefined : await lowerBound(table, head, lane.scope, stream);
    if (since === undefined) inFull.add(stream.name);
    const now = horizonOf(head);
    const first = scope.stream(stream.name).bound.first({ ...(since !== undefined && { since }), now });
    // One item a list, so that each is committed and goes on by itself.
    for (const request of first) items.push(...collectItems({ ...lane, stream: stream.name }, [request]));
  }
  items.push(...(await askAgain(table, lane, scope, { streams: options.streams, whole: inFull })));
  items.push(...missingItems(scope, lane, whole));
  return { items, taken: left.taken };
}

/** Child streams that are asked once a key are planned when their parents are drained. */
const onceItems = (scope: OpenScope, lane: Omit<Lane, 'stream'>, wanted: readonly Stream[]): readonly WorkItem[] =>
  wanted
    .filter(({ once }) => once)
    .map(({ name: stream }) =>
      makeItem({ ...lane, stream, rank: expandRank(scope, stream), work: { kind: 'expand', what: 'once' } }),
    );

/** Streams that are read in full tell, when everything is read, what is gone. */
const missingItems = (scope: OpenScope, lane: Omit<Lane, 'stream'>, whole: readonly string[]): readonly WorkItem[] =>
  scope.streams
    .filter(({ name, once, forgets }) => whole.includes(name) && !once && !forgets)
    .map(({ name: stream }) =>
      makeItem({ ...lane, stream, rank: rank.missing, work: { kind: 'expand', what: 'missing' } }),
    );

/** The requests that died in a run, as new. What it left of extract and convert is taken up by every run. */
async function diedIn(table: TablePort, run: string, lane: Omit<Lane, 'stream'>): Promise<readonly WorkItem[]> {
  const wanted = new Map<string, WorkRequest[]>();
  for await (const row of rowsOf(table, places.dead(run))) {
    const { stream, scope, kind, stage } = row;
    if (typeof stream !== 'string' || scope !== lane.scope || stage !== 'collect') continue;
    for (const request of RequestRecord.array().parse(row.requests ?? [])) {
      const { attempts: _, ...fresh } = request;
      // What died of something passing is on the ask-again list too, and leaves it when it succeeds here.
      const again = kind === 'permanent' ? {} : { again: againKey(request.target) };
      wanted.set(stream, [...(wanted.get(stream) ?? []), { ...fresh, ...again }]);
    }
  }
  return [...wanted].flatMap(([stream, requests]) => collectItems({ ...lane, stream }, requests));
}

/** From when on an incremental stream is asked: its cursor, less the overlap; for a new stream what the user says. */
async function lowerBound(
  table: TablePort,
  head: RunHead,
  scope: string,
  stream: { name: string; incremental: string; overlapSeconds: number },
): Promise<string | undefined> {
  if (stream.incremental === 'none') return undefined;
  if (head.options.full) return undefined;
  const cursor = (await table.get(places.cursor(scope, stream.name)))?.at;
  if (typeof cursor !== 'string') return head.options.since;
  return new Date(Date.parse(cursor) - stream.overlapSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** Work that an earlier run could not finish and that needs no request. */
async function leftItems(table: TablePort, lane: Omit<Lane, 'stream'>): Promise<Planned> {
  const items: WorkItem[] = [];
  const taken: Place[] = [];
  for await (const row of rowsOf(table, places.left(lane.scope))) {
    const { stream, rank, sk } = row;
    if (typeof stream !== 'string' || typeof rank !== 'number' || typeof sk !== 'string') continue;
    // It may have been interrupted: claimed once, as far as convert is concerned.
    items.push({ ...makeItem({ ...lane, stream, rank, work: Work.parse(row.work) }), attempts: 1 });
    taken.push({ pk: places.left(lane.scope), sk });
  }
  return { items, taken };
}

/** A changed scope config or converter derives again from raw what was made under another one, with no request. */
async function changedMapping(scope: OpenScope, lane: Omit<Lane, 'stream'>): Promise<readonly WorkItem[]> {
  const before = scope.record.derivation;
  if (before === '' || before === scopeDerivation(scope)) return [];
  return [makeItem({ ...lane, stream: '-', rank: 20, work: { kind: 'expand', what: 'segments', stale: true } })];
}

/** Segments of which convert refused something: what it looked up in vain may be there now. */
async function retriedSegments(table: TablePort, lane: Omit<Lane, 'stream'>): Promise<readonly WorkItem[]> {
  // What extract refused stays as it is until the code or the mapping changes, and then everything is extracted again.
  const { items } = await table.query(places.quarantine(lane.scope), { prefix: 'convert#', limit: 1000 });
  const found = new Map<string, string>();
  for (const { segment, stream } of items)
    if (typeof segment === 'string' && typeof stream === 'string') found.set(segment, stream);
  return [...found]
    .slice(0, RETRIED_SEGMENTS)
    .map(([segment, stream]) => makeItem({ ...lane, stream, work: { kind: 'extract', segment } }));
}

/** What was unfinished when it was seen last, and requests that died of something passing. */
async function askAgain(
  table: TablePort,
  lane: Omit<Lane, 'stream'>,
  scope: OpenScope,
  { streams, whole }: { streams: readonly string[] | undefined; whole: ReadonlySet<string> },
): Promise<readonly WorkItem[]> {
  const wanted = new Map<string, WorkRequest[]>();
  for await (const row of rowsOf(table, `again/${lane.scope}`)) {
    const { stream } = row;
    if (typeof stream !== 'string' || !scope.streams.some(({ name }) => name === stream)) continue;
    if (streams && !streams.includes(stream)) continue;
    // A list that is read in full shows what is unfinished, and its pages ask for it.
    if (whole.has(stream) && !String(row.key).startsWith('!')) continue;
    wanted.set(stream, [...(wanted.get(stream) ?? []), RequestRecord.parse(row.request)]);
  }
  return [...wanted].flatMap(([stream, requests]) => collectItems({ ...lane, stream }, requests));
}
