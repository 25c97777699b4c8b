import { places } from '../contract/places.ts';
import { rank, type WorkItem } from '../contract/work-item.ts';
import { NotFoundError } from '../errors.ts';
import { pagesOf } from '../plugin-sdk/pagination.ts';
import type { Edge, WorkRequest } from '../plugin-sdk/request.ts';
import type { PageSummary } from '../plugin-sdk/stream.ts';
import { type Asked, type Asking, PageRow } from './ask.ts';
import { collectItems } from './collect-items.ts';
import { type Lane, makeItem } from './ledger.ts';
import { openPage } from './stored-page.ts';

/** A list that moves whenever it is read is read so often, and its drift reported. */
const MOST_READINGS = 4;
/** One that is read page after page is read twice: each reading takes as long as the first, and all may have moved again. */
const MOST_SERIAL_READINGS = 2;

/**
 * The first and the last page of a list whose pages are asked for side by side, to be read once more when all of them are
 * read. When something vanishes meanwhile, all that lies behind it moves forward, and what moves onto a page that was
 * read is missed. The first page is read before all others and the last one next, so that one of the two shows it. An
 * unchanged page costs a conditional request. Of a list that is read page after page, only the first page is read again.
 */
export function edgeItems(
  lane: Lane,
  page: Pick<PageSummary, 'request'>,
  following: readonly WorkRequest[],
): readonly WorkItem[] {
  const { request } = page;
  if (isSerialEnd(request, following)) return [beginItem(lane, request, request.begin)];
  const last =
    request.of === undefined ? following.find(({ page: place, of }) => of !== undefined && place === of) : undefined;
  return last === undefined ? [] : [edgeItem(lane, request, last, 1)];
}

type SerialEnd = WorkRequest & { readonly begin: NonNullable<WorkRequest['begin']> };

/** The end of a list of several pages that were read one after the other, and not for somebody's sake alone. */
const isSerialEnd = (request: WorkRequest, following: readonly WorkRequest[]): request is SerialEnd =>
  following.length === 0 &&
  request.begin !== undefined &&
  request.begin.reading <= MOST_SERIAL_READINGS &&
  request.of === undefined &&
  request.edge === undefined &&
  request.input === undefined;

/** The first page of a list that was read page after page, once more. */
function beginItem(lane: Lane, last: WorkRequest, { target, reading }: SerialEnd['begin']): WorkItem {
  const { begin: _, attempts: __, ...request } = last;
  const first = { ...request, target, page: 1, edge: { first: target, last: target, reading } };
  return makeItem({ ...lane, rank: rank.edge, work: { kind: 'collect', requests: [first] } });
}

function edgeItem(lane: Lane, first: WorkRequest, last: WorkRequest, reading: number): WorkItem {
  const { ahead: _, attempts: __, ...end } = last;
  const { attempts: ___, ...begin } = first;
  const edge: Edge = { first: first.target, last: last.target, reading };
  const of = end.of === undefined ? {} : { of: end.of };
  const requests = [
    { ...begin, ...of, edge },
    { ...end, edge },
  ];
  return makeItem({ ...lane, rank: rank.edge, work: { kind: 'collect', requests } });
}

/** What became of a list while it was read: `grown` at its beginning, where nothing is missed, or `moved`. */
export type Drift = 'none' | 'grown' | 'moved';

/** Whether a list has moved since its edges were read before. */
export async function driftOf(
  at: Pick<Asking, 'table' | 'scope' | 'segment' | 'bound' | 'baseUrl'>,
  asked: Asked,
): Promise<Drift> {
  if (asked.kind !== 'page' || asked.page.request.edge === undefined) return 'none';
  const { request } = asked.page;
  const stored = await at.table.get(places.page(at.scope, request.target));
  if (!stored) return 'none';
  const row = PageRow.parse(stored);
  const [first, last] = [asked.open.first ?? '', asked.open.last ?? ''];
  // At its end a list may grow, and nothing lies before its beginning.
  if (request.of !== undefined)
    return (request.page === request.of ? row.first !== first : row.last !== last) ? 'moved' : 'none';
  if (row.first === first && row.last === last) return 'none';
  return beginningOf(await elementsOf(at, row), asked.open.names);
}

/**
 * What the first page of a list that is read page after page shows when it is read again. New elements push others to the
 * next page, where they are read twice. One that is gone from among those that are still there has let others move forward
 * behind it, and one of them may have been missed at every end of a page.
 */
function beginningOf(before: readonly string[] | undefined, after: readonly string[]): Drift {
  if (!before) return 'moved';
  const [old, now] = [new Set(before), new Set(after)];
  const last = before.findLastIndex((name) => now.has(name));
  const isWhole = last >= 0 && before.slice(0, last).every((name) => now.has(name));
  return isWhole && old.has(after.at(-1) ?? '') ? 'grown' : 'moved';
}

async function elementsOf(
  at: Pick<Asking, 'segment' | 'bound' | 'baseUrl'>,
  row: PageRow,
): Promise<readonly string[] | undefined> {
  try {
    const page = (await at.segment(row.segment))[row.line];
    return page && at.bound.open(openPage(page, at.baseUrl)).names;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** One request of each list, whichever of its edges showed that it has moved. */
export const distinctLists = (edges: readonly WorkRequest[]): readonly WorkRequest[] => [
  ...new Map(edges.map((request) => [request.edge?.last, request])).values(),
];

/** Reads a list that has moved again, as far as it has changed, and then its edges. */
export function rereading(lane: Lane, { edge, ...request }: WorkRequest): readonly WorkItem[] {
  if (!edge || edge.reading >= MOST_READINGS) return [];
  if (request.of === undefined) {
    const begin = { target: edge.first, reading: edge.reading + 1 };
    return edge.reading < MOST_SERIAL_READINGS ? collectItems(lane, [{ ...request, begin }]) : [];
  }
  const first = { ...request, target: edge.first, page: 1 };
  const last = { ...request, target: edge.last, page: request.of };
  return [...collectItems(lane, [first, ...pagesOf(last)]), edgeItem(lane, first, last, edge.reading + 1)];
}
