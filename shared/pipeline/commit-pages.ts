import { places } from '../contract/places.ts';
import type { RawPage } from '../contract/stored.ts';
import { rank, type WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import type { Asked } from './ask.ts';
import type { CollectPorts, Spending } from './collect.ts';
import { collectItems } from './collect-items.ts';
import { toItem, toValue } from './deep-json.ts';
import { rereading } from './edges.ts';
import { digest, requestsId } from './identity.ts';
import { commit, type Done, type Lane, MAX_SUCCESSORS, makeItem } from './ledger.ts';
import type { Write } from './ports.ts';
import { horizonOf } from './run-head.ts';
import { rememberSeen } from './seen.ts';
import { successorsOf } from './successors.ts';
import { addStages, plannedBy } from './totals.ts';

/** Room that a commit needs for its own records beside the successors. */
const COMMIT_ROOM = 30;

/** What became of the requests of an item. */
export interface Collected {
  readonly results: readonly Asked[];
  readonly segment: string | undefined;
  readonly began: number;
  readonly root: boolean;
  /** Last pages of lists that have moved while they were read. */
  readonly drifted: readonly WorkRequest[];
  /** Lists at whose beginning something has appeared. */
  readonly grown: number;
}

/** Commits an item: done, the pages that follow, child requests, what was not sent, what died. */
export async function commitItem(
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
    ...rememberSeen(at.head, item, collected),
  ]);
  const room = Math.min(MAX_SUCCESSORS, 100 - COMMIT_ROOM - also.length);
  const following = followers(at, lane, collected, room - extracts.length - back.length);
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
function followers(at: Spending, lane: Lane, { results, segment }: Collected, room: number) {
  const given = { now: horizonOf(at.head), streams: at.head.options.streams };
  const opened = results.flatMap((asked) => (asked.kind === 'page' || asked.kind === 'unchanged' ? [asked] : []));
  // An edge that is as it was leads to nothing new.
  const leading = opened.filter(
    (asked) => asked.kind === 'page' || asked.request.edge === undefined || asked.request.of !== undefined,
  );
  const summaries = leading.map((asked) =>
    // The last page may have got a next one; what its things ask for was planned when it was read before.
    asked.kind === 'unchanged' && asked.request.edge !== undefined
      ? { ...asked.open, children: () => [], unfinished: () => [] }
      : asked.open,
  );
  const items = successorsOf(lane, at.scope, summaries, given);
  if (items.length <= room) return items;
  const sources = leading.flatMap((asked): { segment: string; line: number }[] =>
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
export function putBacks(lane: Lane, results: readonly Asked[]): readonly WorkItem[] {
  const unsent = results.flatMap((asked) => (asked.kind === 'unsent' ? [asked] : []));
  const later = unsent.filter(({ notBefore }) => notBefore > 0);
  const requests = (of: typeof unsent): readonly WorkRequest[] => of.map(({ request }) => request);
  return [
    ...collectItems(lane, requests(unsent.filter(({ notBefore }) => notBefore === 0))),
    ...collectItems(lane, requests(later), Math.max(...later.map(({ notBefore }) => notBefore), 0)),
  ];
}

function countsOf({ results, began, root, drifted, grown }: Collected, now: number): Done['counts'] {
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
    drift: drifted.length + grown,
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
  const { missing } = request;
  // It is said once: what has moved is kept, and not asked for again before a list shows it.
  const moved: readonly Write[] =
    missing && asked.dead.reason.startsWith('moved to ')
      ? [{ kind: 'put', item: { pk: places.missing(scope), sk: `${stream}#${missing.key}`, moved: asked.dead.reason } }]
      : [];
  return [...leave, ...moved, { kind: 'put', item: toItem({ ...dead, requests: toValue([request]) }) }];
}
