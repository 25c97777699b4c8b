import type { Grant } from '../contract/message.ts';
import { objectKey, places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import type { RawPage } from '../contract/stored.ts';
import { rank, type WorkItem } from '../contract/work-item.ts';
import { NotFoundError } from '../errors.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { type Asked, type Asking, ask, PageRow } from './ask.ts';
import { take } from './budget.ts';
import { changeBudget } from './budget-row.ts';
import { collectItems } from './collect-items.ts';
import { type CollectSession, openSession } from './collect-session.ts';
import { toItem, toValue } from './deep-json.ts';
import { distinctLists, hasDrifted, rereading } from './edges.ts';
import { factOf, type Tell } from './fact.ts';
import { digest, requestsId } from './identity.ts';
import { claim, commit, type Done, type Lane, MAX_SUCCESSORS, makeItem } from './ledger.ts';
import { orRelease } from './or-release.ts';
import type { ChancePort, ClockPort, Item, ObjectPort, TablePort, VendorPort, Write } from './ports.ts';
import { isOpen, readHead } from './run-head.ts';
import { type OpenScope, scopeCache } from './scopes.ts';
import { pack, segmentCache } from './segment.ts';
import { successorsOf } from './successors.ts';
import { addStages, plannedBy } from './totals.ts';

/** What collect works with. */
export interface CollectPorts {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly objects: ObjectPort;
  readonly vendor: VendorPort;
  readonly clock: ClockPort;
  readonly chance: ChancePort;
  readonly tell?: Tell;
}

/** One call of a worker: its identity, when it is ended (epoch ms), and until when its claims are good (later). */
export interface Invocation {
  readonly id: string;
  readonly deadline: number;
  readonly claimUntil: number;
}

/** Most bytes of answers in one segment; the rest of the item is put back. */
const SEGMENT_BYTES = 16 * 1024 * 1024;
/** Room that a commit needs for its own records beside the successors. */
const COMMIT_ROOM = 30;
/** Answers may ask for children of windows that end now; vendors' clocks differ by less. */
const A_DAY = 86_400_000;

/** Worker on the collect queue: claims the items of a grant, spends its slice, commits each item. */
export async function collect(ports: CollectPorts, grant: Grant, invocation: Invocation): Promise<void> {
  const { table, clock } = ports;
  const head = await readHead(table, grant.run);
  const { budget } = grant;
  if (!budget) return;
  const connection = head.connections.find(({ plugin, name }) => `${plugin}/${name}` === budget.connection);
  const plugin = connection && ports.plugins.get(connection.plugin);
  if (!connection || !plugin) throw new NotFoundError(`run ${head.run} has no connection "${budget.connection}"`);
  // A claim outlasts the grant, so that an item is not asked for twice; a grant that is not taken dies soon.
  const taken = await changeBudget(table, budget, (row) =>
    take(row, budget.grant, { by: invocation.id, until: invocation.deadline }),
  );
  if (taken.grant?.by !== invocation.id) return;
  const session = openSession(ports, { head, connection, plugin, budget, deadline: invocation.deadline });
  try {
    if (!isOpen(head) || head.canceledAt !== null) return;
    const items = await claim(table, clock, grant, { id: invocation.id, until: invocation.claimUntil });
    const scopes = scopeCache(ports.plugins, table);
    const segment = segmentCache(ports.objects);
    const spending = { head, session, segment, baseUrl: connection.baseUrl, token: budget.token };
    const work = (item: WorkItem) => async () =>
      collectItem(ports, { ...spending, scope: await scopes(item.scope) }, item);
    // All of them are waited for: while one still asks, the grant has not ended.
    const ended = await Promise.allSettled(items.map((item) => orRelease(ports, item, work(item))));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  } finally {
    await session.end();
  }
}

interface Spending {
  readonly head: RunHead;
  readonly session: CollectSession;
  readonly scope: OpenScope;
  readonly segment: (key: string) => Promise<readonly RawPage[]>;
  readonly baseUrl: string;
  readonly token: string | null;
}

async function collectItem(ports: CollectPorts, at: Spending, item: WorkItem): Promise<void> {
  if (item.work.kind !== 'collect') return;
  const { requests } = item.work;
  const began = ports.clock.now();
  const { stream, bound } = at.scope.stream(item.stream);
  const asking: Asking = { ...ports, ...at, scope: item.scope, bound };
  let bytes = 0;
  const results = await Promise.all(
    requests.map((request) =>
      at.session.inTurn(async (): Promise<Asked> => {
        if (bytes > SEGMENT_BYTES) return { kind: 'unsent', request, notBefore: 0, tries: 0 };
        const asked = await ask(asking, request);
        if (asked.kind === 'page') bytes += asked.page.body.length;
        return asked;
      }),
    ),
  );
  const checked = await Promise.all(results.map((result) => endLoops(asking, item.run, result)));
  const pages = checked.flatMap((asked) => (asked.kind === 'page' ? [asked.page] : []));
  const segment = pages.length > 0 ? await storeSegment(ports.objects, item, pages) : undefined;
  const moved = await Promise.all(checked.map((asked) => hasDrifted(ports.table, item.scope, asked)));
  const drifted = pages.filter((page) =>
    checked.some((asked, i) => moved[i] && asked.kind === 'page' && asked.page === page),
  );
  const collected = {
    results: checked,
    segment,
    began,
    root: !stream.child,
    drifted: distinctLists(drifted.map(({ request }) => request)),
  };
  const outcome = await commitItem(ports, at, item, collected);
  const of = (kind: Asked['kind']) => checked.filter((asked) => asked.kind === kind).length;
  const sums = { pages: of('page'), unchanged: of('unchanged'), dead: of('dead'), unsent: of('unsent') };
  ports.tell?.(factOf(item, outcome === 'done' ? 'requests sent' : 'claim lost', { ...sums, segment }));
  if (outcome === 'done') await rememberPages(ports.table, at, item, checked, segment);
}

async function storeSegment(objects: ObjectPort, item: WorkItem, pages: readonly RawPage[]): Promise<string> {
  const packed = pack(pages);
  const key = objectKey('raw', {
    scope: item.scope,
    stream: item.stream,
    run: item.run,
    item: item.id,
    hash: packed.hash,
  });
  await objects.put(key, packed.bytes);
  return key;
}

/** A list that comes back to a page it has had in this run has no end: it is cut there, and that is reported. */
async function endLoops(at: Asking, run: string, asked: Asked): Promise<Asked> {
  if (asked.kind !== 'page' && asked.kind !== 'unchanged') return asked;
  const [next, ...more] = asked.open.following();
  if (!next || more.length > 0 || next.of !== undefined) return asked;
  const row = await at.table.get(places.page(at.scope, next.target));
  const request = asked.kind === 'page' ? asked.page.request : asked.request;
  const read = row && PageRow.parse(row);
  // What lies behind this page was read by another way: from the ask-again list.
  if (!read || read.run !== run || read.page > request.page) return asked;
  const reason = `the list is a loop: its next page ${next.target} was read before`;
  return {
    kind: 'dead',
    request,
    dead: {
      reason,
      kind: 'permanent',
      attempts: asked.tries,
      target: request.target,
      status: 200,
      body: '',
      at: at.clock.now(),
    },
    tries: asked.tries,
  };
}

interface Collected {
  readonly results: readonly Asked[];
  readonly segment: string | undefined;
  readonly began: number;
  readonly root: boolean;
  /** Last pages of lists that have moved while they were read. */
  readonly drifted: readonly WorkRequest[];
}

async function commitItem(
  ports: CollectPorts,
  at: Spending,
  item: WorkItem,
  collected: Collected,
): Promise<'done' | 'refused'> {
  const { segment, results } = collected;
  const { run, connection, scope, stream, id: from } = item;
  const lane: Lane = { run, connection, scope, stream, from };
  const extracts = segment === undefined ? [] : [makeItem({ ...lane, work: { kind: 'extract', segment } })];
  const pages = results.flatMap((asked) => (asked.kind === 'page' ? [asked.page] : []));
  const back = putBacks(lane, results);
  const also = distinctWrites([
    ...(segment === undefined ? [] : [indexRecord(item, segment, pages)]),
    ...results.flatMap((asked) => recordsOf(item, asked)),
  ]);
  const room = Math.min(MAX_SUCCESSORS, 100 - COMMIT_ROOM - also.length);
  const following = followers(at, lane, collected, ports.clock.now(), room - extracts.length - back.length);
  const again = collected.drifted.flatMap((last) => rereading(lane, last));
  // A page may lead to one that was asked for beside it and is put back: one transaction holds a row once.
  const names = new Set(back.map(({ sk }) => sk));
  const fresh = [...extracts, ...again, ...following].filter(({ sk }) => !names.has(sk) && names.add(sk));
  const done: Done = {
    scope: item.scope,
    stream: item.stream,
    counts: countsOf(collected, ports.clock.now()),
    stages: addStages(plannedBy(fresh), {
      collect: {
        done: results.filter(({ kind }) => kind === 'page' || kind === 'unchanged' || kind === 'empty').length,
        dead: results.filter(({ kind }) => kind === 'dead').length,
      },
    }),
  };
  return commit(ports.table, item, { done, successors: [...back, ...fresh], also });
}

/** Successors of the pages; too many for one commit become expanding items, one for each segment they come from. */
function followers(at: Spending, lane: Lane, { results, segment }: Collected, now: number, room: number) {
  const given = { now: new Date(now + A_DAY).toISOString(), streams: at.head.options.streams };
  const opened = results.flatMap((asked) => (asked.kind === 'page' || asked.kind === 'unchanged' ? [asked] : []));
  const items = successorsOf(
    lane,
    at.scope,
    opened.map(({ open }) => open),
    given,
  );
  if (items.length <= room) return items;
  const sources = opened.flatMap((asked): { segment: string; line: number }[] =>
    asked.kind === 'unchanged' ? [{ segment: asked.row.segment, line: asked.row.line }] : [],
  );
  const stored = [...Map.groupBy(sources, (source) => source.segment)];
  return [
    ...(segment === undefined
      ? []
      : [makeItem({ ...lane, rank: rank.children, work: { kind: 'expand', what: 'children', segment } })]),
    ...stored.map(([old, lines]) =>
      makeItem({
        ...lane,
        rank: rank.children,
        work: { kind: 'expand', what: 'children', segment: old, lines: lines.map(({ line }) => line) },
      }),
    ),
  ];
}

/** What was not sent is put back, as a new item. */
function putBacks(lane: Lane, results: readonly Asked[]): readonly WorkItem[] {
  const unsent = results.flatMap((asked) => (asked.kind === 'unsent' ? [asked] : []));
  const later = unsent.filter(({ notBefore }) => notBefore > 0);
  const requests = (of: typeof unsent): readonly WorkRequest[] => of.map(({ request }) => request);
  return [
    ...collectItems(lane, requests(unsent.filter(({ notBefore }) => notBefore === 0))),
    ...collectItems(lane, requests(later), Math.max(...later.map(({ notBefore }) => notBefore), 0)),
  ];
}

function countsOf({ results, began, root, drifted }: Collected, now: number): Done['counts'] {
  const dates = results.flatMap((asked) => {
    if (asked.kind === 'unsent' || asked.kind === 'dead') return [];
    const request = asked.kind === 'page' ? asked.page.request : asked.request;
    return root && request.page === 1 && request.again === undefined && asked.date !== '' ? [asked.date] : [];
  });
  const pages = results.filter(({ kind }) => kind === 'page');
  return {
    requests: results.reduce((sum, { tries }) => sum + tries, 0),
    notModified: results.filter(({ kind }) => kind === 'unchanged').length,
    pages: pages.length,
    dead: results.filter(({ kind }) => kind === 'dead').length,
    drift: drifted.length,
    milliseconds: now - began,
    startedAt: dates.sort()[0] ?? '',
  };
}

/** One write a row: two requests of an item may have been for the same. */
const distinctWrites = (writes: readonly Write[]): readonly Write[] => [
  ...new Map(
    writes.map((write) => {
      const { pk, sk } = 'item' in write ? write.item : write.place;
      return [`${pk}\n${sk}`, write];
    }),
  ).values(),
];

/** The index record, without which a segment does not count. */
const indexRecord = (item: WorkItem, segment: string, pages: readonly RawPage[]): Write => ({
  kind: 'put',
  item: {
    pk: places.segments(item.scope),
    sk: `${item.run}#${item.stream}#${item.id}#${digest(segment, 8)}`,
    segment,
    stream: item.stream,
    run: item.run,
    connection: item.connection,
    pages: pages.length,
    bytes: pages.reduce((sum, { body }) => sum + body.length, 0),
  },
});

/** Dead requests are kept with their reason; what was asked again and has ended leaves the ask-again list. */
function recordsOf(item: WorkItem, asked: Asked): readonly Write[] {
  if (asked.kind === 'unsent') return [];
  const request = asked.kind === 'page' ? asked.page.request : asked.request;
  const { again } = request;
  // Things leave the list when extract sees them finished; requests (their keys begin with "!") once they succeed.
  const over = asked.kind === 'dead' ? asked.dead.kind === 'permanent' : again?.startsWith('!');
  const leave: readonly Write[] =
    again !== undefined && over ? [{ kind: 'delete', place: places.again(item.scope, item.stream, again) }] : [];
  if (asked.kind !== 'dead') return leave;
  const id = requestsId(item.scope, item.stream, [request]);
  const { scope, stream } = item;
  const dead = { pk: places.dead(item.run), sk: id, id, scope, stream, stage: 'collect', ...asked.dead };
  return [...leave, { kind: 'put', item: toItem({ ...dead, requests: toValue([request]) }) }];
}

/** What the next request for the same page can be compared with. Advisory: written after the commit that it relies on. */
async function rememberPages(
  table: TablePort,
  at: Spending,
  item: WorkItem,
  results: readonly Asked[],
  segment: string | undefined,
): Promise<void> {
  let line = -1;
  const rows = results.flatMap((asked): readonly Item[] => {
    if (asked.kind === 'unchanged')
      return asked.request.of === undefined && asked.row.run !== item.run
        ? [
            toItem({
              ...places.page(item.scope, asked.request.target),
              ...asked.row,
              page: asked.request.page,
              run: item.run,
            }),
          ]
        : [];
    if (asked.kind !== 'page' || segment === undefined) return [];
    line += 1;
    const { etag, 'last-modified': lastModified } = asked.page.headers;
    const row: PageRow = {
      run: item.run,
      token: at.token,
      first: asked.open.first ?? '',
      last: asked.open.last ?? '',
      segment,
      line,
      page: asked.page.request.page,
      ...(etag !== undefined && { etag }),
      ...(lastModified !== undefined && { lastModified }),
    };
    return [toItem({ ...places.page(item.scope, asked.page.request.target), ...row })];
  });
  const asked = at.scope.stream(item.stream).stream.once;
  const keys = results.flatMap((result): readonly Item[] => {
    if (!asked || (result.kind !== 'page' && result.kind !== 'unchanged' && result.kind !== 'empty')) return [];
    const { input } = result.kind === 'page' ? result.page.request : result.request;
    return [toItem({ ...places.asked(item.scope, item.stream, asked.key(input)), at: result.date })];
  });
  const distinct = new Map([...rows, ...keys].map((row) => [`${row.pk}\n${row.sk}`, row]));
  if (distinct.size > 0) await table.writeMany([...distinct.values()]);
}
