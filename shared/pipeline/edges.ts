import { places } from '../contract/places.ts';
import { rank, type WorkItem } from '../contract/work-item.ts';
import { pagesOf } from '../plugin-sdk/pagination.ts';
import type { Edge, WorkRequest } from '../plugin-sdk/request.ts';
import type { PageSummary } from '../plugin-sdk/stream.ts';
import { type Asked, PageRow } from './ask.ts';
import { collectItems } from './collect-items.ts';
import { type Lane, makeItem } from './ledger.ts';
import type { TablePort } from './ports.ts';

/** A list that moves whenever it is read is read so often, and its drift reported. */
const MOST_READINGS = 4;

/**
 * The first and the last page of a list whose pages are asked for side by side, to be read once more when all of them are
 * read. When something vanishes meanwhile, all that lies behind it moves forward, and what moves onto a page that was
 * read is missed. The first page is read before all others and the last one next, so that one of the two shows it. An
 * unchanged page costs a conditional request.
 */
export function edgeItems(
  lane: Lane,
  page: Pick<PageSummary, 'request'>,
  following: readonly WorkRequest[],
): readonly WorkItem[] {
  const { request } = page;
  const last =
    request.of === undefined ? following.find(({ page: place, of }) => of !== undefined && place === of) : undefined;
  return last === undefined ? [] : [edgeItem(lane, request, last, 1)];
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

/** Whether a list has moved since its edges were read before. */
export async function hasDrifted(table: TablePort, scope: string, asked: Asked): Promise<boolean> {
  if (asked.kind !== 'page' || asked.page.request.edge === undefined) return false;
  const { request } = asked.page;
  const stored = await table.get(places.page(scope, request.target));
  if (!stored) return false;
  const row = PageRow.parse(stored);
  // At its end a list may grow, and nothing lies before its beginning.
  const isEnd = request.page === request.of;
  return isEnd ? row.first !== (asked.open.first ?? '') : row.last !== (asked.open.last ?? '');
}

/** One request of each list, whichever of its edges showed that it has moved. */
export const distinctLists = (edges: readonly WorkRequest[]): readonly WorkRequest[] => [
  ...new Map(edges.map((request) => [request.edge?.last, request])).values(),
];

/** Reads a list that has moved again, as far as it has changed, and then its edges. */
export function rereading(lane: Lane, { edge, ...request }: WorkRequest): readonly WorkItem[] {
  if (!edge || edge.reading >= MOST_READINGS || request.of === undefined) return [];
  const first = { ...request, target: edge.first, page: 1 };
  const last = { ...request, target: edge.last, page: request.of };
  return [...collectItems(lane, [first, ...pagesOf(last)]), edgeItem(lane, first, last, edge.reading + 1)];
}
