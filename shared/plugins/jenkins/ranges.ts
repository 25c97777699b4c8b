import { type PageFacts, type Pagination, restartAt } from '../../plugin-sdk/pagination.ts';

/** Builds of one answer. */
export const SIZE = 100;
/** New builds push the others down, deleted ones let them come up: so many are read twice, in case. */
const OVERLAP = 10;
const RANGE = /\{(\d+),(\d+)\}$/;

/** The tree of a list, with the range of its first page. */
export const firstRange = (tree: string): string => `${tree}{0,${SIZE}}`;

/**
 * Ranges of a list that is sorted newest first: `{0,100}`, `{90,190}`, … The end is a range that is not full, or whose
 * things are all older than the lower bound.
 */
export const ranges =
  <Item extends { readonly timestamp: number }>(): Pagination<Item> =>
  (page: PageFacts<Item>) => {
    const { request, items, received } = page;
    const tree = new URLSearchParams(request.target.split('?')[1]).get('tree') ?? '';
    const [, from = '0', to = String(SIZE)] = RANGE.exec(tree) ?? [];
    if (received < Number(to) - Number(from)) return [];
    const newest = Math.max(...items.map(({ timestamp }) => timestamp));
    if (request.since !== undefined && items.length > 0 && newest < Date.parse(request.since)) return [];
    const next = Number(to) - OVERLAP;
    return [restartAt(page, { tree: tree.replace(RANGE, `{${next},${next + SIZE}}`) })];
  };
