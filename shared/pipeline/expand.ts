import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import type { WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { collectItems, REQUESTS_AN_ITEM } from './collect-items.ts';
import type { toValue } from './deep-json.ts';
import { madeAsNow } from './derive-again.ts';
import type { ExtractPorts } from './extract.ts';
import { factOf } from './fact.ts';
import { commit, type Done, type Lane, makeItem } from './ledger.ts';
import type { TablePort } from './ports.ts';
import { baseUrlOf, horizonOf } from './run-head.ts';
import { convertRank, type OpenScope } from './scopes.ts';
import { readSegment, readTool } from './segment.ts';
import { openPage } from './stored-page.ts';
import { successorsOf } from './successors.ts';
import { addStages, plannedBy } from './totals.ts';

/** Items that one expansion adds; behind them it puts itself again. */
const A_PART = 80;

/** Plans what is too much for one commit: a part of it, and an item for the rest. */
export async function expand(ports: ExtractPorts, head: RunHead, scope: OpenScope, item: WorkItem): Promise<void> {
  if (item.work.kind !== 'expand') return;
  const { work } = item;
  const { run, connection, scope: key, stream, id: from } = item;
  const lane: Lane = { run, connection, scope: key, stream, from };
  const { items, after } = await {
    children: () => children(ports, head, scope, item, lane),
    once: () => onceAKey(ports, head, scope, item, lane),
    segments: () => stored(ports, scope, item, lane),
    tools: () => stored(ports, scope, item, lane),
    missing: async () => ({ items: [], after: undefined }),
  }[work.what]();
  const rest = after === undefined ? [] : [makeItem({ ...lane, rank: item.rank, work: { ...work, after } })];
  // An item that is there already may be claimed: putting it again would take the claim away.
  const there = new Set((await ports.table.getMany(items.map(({ pk, sk }) => ({ pk, sk })))).map(({ sk }) => sk));
  const fresh = items.filter(({ sk }) => !there.has(sk));
  const done: Done = {
    scope: item.scope,
    stream: item.stream,
    counts: {},
    stages: addStages(plannedBy(fresh), {}),
  };
  const outcome = await commit(ports.table, item, { done, successors: [...fresh, ...rest] });
  const planned = { what: work.what, planned: fresh.length };
  ports.tell?.(factOf(item, outcome === 'done' ? 'work planned' : 'claim lost', planned));
}

interface Part {
  readonly items: readonly WorkItem[];
  readonly after: string | undefined;
}

/** The pages and children that a segment's pages ask for. */
async function children(
  ports: ExtractPorts,
  head: RunHead,
  scope: OpenScope,
  item: WorkItem,
  lane: Lane,
): Promise<Part> {
  const { work } = item;
  if (work.kind !== 'expand' || work.segment === undefined) return { items: [], after: undefined };
  const { bound } = scope.stream(item.stream);
  const baseUrl = baseUrlOf(head, item);
  const pages = readSegment(await ports.objects.get(work.segment))
    .filter((_, line) => work.lines?.includes(line) ?? true)
    .map((page) => bound.open(openPage(page, baseUrl)));
  const all = successorsOf(lane, scope, pages, { now: horizonOf(head), streams: head.options.streams });
  return part(all, work.after);
}

function part(all: readonly WorkItem[], after: string | undefined): Part {
  const from = Number(after ?? 0);
  const items = all.slice(from, from + A_PART);
  return { items, after: from + A_PART < all.length ? String(from + A_PART) : undefined };
}

/** Children that are asked once a key: the distinct keys that this run's pages mention and that are not known. */
async function onceAKey(
  ports: ExtractPorts,
  head: RunHead,
  scope: OpenScope,
  item: WorkItem,
  lane: Lane,
): Promise<Part> {
  const { stream, bound } = scope.stream(item.stream);
  const { once } = stream;
  if (!once || item.work.kind !== 'expand') return { items: [], after: undefined };
  const inputs = new Map<string, unknown>();
  for await (const { tool } of rowsOf(ports.table, places.mentions(item.work.of ?? item.run, item.scope))) {
    if (typeof tool !== 'string') continue;
    const { mentions } = readTool(await ports.objects.get(tool)).head;
    for (const input of mentions[item.stream] ?? []) inputs.set(once.key(input), input);
  }
  const { after = '' } = item.work;
  // By keys, not by places: what the first part has asked for is known when the second one is planned.
  const keys = [...inputs.keys()].sort().filter((key) => key > after);
  const requestsOf = (key: string) => bound.first({ input: inputs.get(key), now: horizonOf(head) });
  const aKey = Math.max(1, ...keys.slice(0, 1).map((key) => requestsOf(key).length));
  const some = keys.slice(0, (A_PART * REQUESTS_AN_ITEM) / aKey);
  const known = head.options.full ? new Set<string>() : await asked(ports, item, some, once.everyHours);
  const requests = some
    .filter((key) => !known.has(key))
    .flatMap((key) => requestsOf(key).map((request): WorkRequest => ({ ...request, late: true })));
  return { items: collectItems(lane, requests), after: some.length < keys.length ? some.at(-1) : undefined };
}

async function asked(
  ports: ExtractPorts,
  item: WorkItem,
  keys: readonly string[],
  everyHours: number | undefined,
): Promise<ReadonlySet<string>> {
  const rows = await ports.table.getMany(keys.map((key) => places.asked(item.scope, item.stream, key)));
  const fresh = rows.filter(({ at }) => {
    if (everyHours === undefined) return true;
    // Only how often to ask depends on our clock here, not what is asked for.
    return typeof at === 'string' && Date.parse(at) + everyHours * 3_600_000 > ports.clock.now();
  });
  return new Set(fresh.map(({ sk }) => sk));
}

/** Re-running a stage: everything that the index names. */
async function stored(ports: ExtractPorts, scope: OpenScope, item: WorkItem, lane: Lane): Promise<Part> {
  const { work } = item;
  if (work.kind !== 'expand') return { items: [], after: undefined };
  const pk = work.what === 'segments' ? places.segments(item.scope) : places.tools(item.scope);
  const page = await ports.table.query(pk, { limit: A_PART, ...(work.after !== undefined && { after: work.after }) });
  const made = work.stale ? await madeAsNow(ports.table, scope, page.items) : new Set();
  const items = page.items.flatMap((row): WorkItem[] => {
    const { stream, segment, tool } = row;
    if (typeof stream !== 'string' || (row.run === item.run && work.because === undefined)) return [];
    if (!scope.streams.some(({ name }) => name === stream)) return [];
    // A stream that is converted again as a whole; else everything that the index names.
    if (item.stream !== '-' && item.stream !== stream) return [];
    // What was told to be gone by lists that did not show it has no segment of its own.
    if (work.what === 'segments' && segment === undefined && typeof tool === 'string') {
      const rank = convertRank(scope, scope.stream(stream).stream);
      return [makeItem({ ...lane, stream, rank, work: { kind: 'convert', tool } })];
    }
    if (work.what === 'segments' && typeof segment === 'string')
      return made.has(segment) ? [] : [makeItem({ ...lane, stream, work: { kind: 'extract', segment } })];
    if (work.what === 'tools' && typeof tool === 'string' && row.records !== 0) {
      const rank = convertRank(scope, scope.stream(stream).stream);
      const because = work.because === undefined ? {} : { because: work.because };
      return [makeItem({ ...lane, stream, rank, work: { kind: 'convert', tool, ...because } })];
    }
    return [];
  });
  return { items, after: page.last };
}

/** All rows of a partition whose sk begins with the prefix. */
export async function* rowsOf(
  table: TablePort,
  pk: string,
  prefix = '',
): AsyncIterable<Readonly<Record<string, ReturnType<typeof toValue>>>> {
  for (let after: string | undefined; ; ) {
    const page = await table.query(pk, { ...(prefix !== '' && { prefix }), ...(after !== undefined && { after }) });
    yield* page.items;
    after = page.last;
    if (after === undefined) return;
  }
}
