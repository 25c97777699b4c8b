import type { WorkRequest } from './request.ts';

/** What a pagination may decide on: what the vendor sent, never what a filter left of it. */
export interface PageFacts<Item> {
  readonly request: WorkRequest;
  readonly json: unknown;
  readonly items: readonly Item[];
  /** How many items the vendor sent, readable or not. */
  readonly received: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The target of a `Link` relation; foreign origins were refused before. */
  link(relation: string): string | undefined;
}

/** Which pages follow this one: none is the end of the list. */
export type Pagination<Item> = (page: PageFacts<Item>) => readonly WorkRequest[];

const following = (page: PageFacts<unknown>, target: string): WorkRequest => {
  const { attempts: _, of: __, again: ___, edge: ____, ahead: _____, ...request } = page.request;
  const begin = page.request.page === 1 && !request.begin ? { target: request.target, reading: 1 } : request.begin;
  return { ...request, target, page: page.request.page + 1, ...(begin && { begin }) };
};

const withQuery = (target: string, changes: Readonly<Record<string, string | number | undefined>>): string => {
  const [path = '', search = ''] = target.split('?');
  const query = new URLSearchParams(search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(key);
    else query.set(key, String(value));
  }
  return `${path}?${query}`;
};

/** The same list with other query values: where a vendor lets a list be read only so far, it is begun again from there. */
export const restartAt = (
  page: PageFacts<unknown>,
  changes: Readonly<Record<string, string | number | undefined>>,
): WorkRequest => following(page, withQuery(page.request.target, changes));

const pageNumberOf = (target: string, parameter: string): number | undefined => {
  const value = new URLSearchParams(target.split('?')[1]).get(parameter);
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
};

/** One answer, no following page. */
export const single = (): Pagination<unknown> => () => [];

/**
 * RFC 8288 `Link` headers. With `fanOut` (only for lists in an immutable order) the known last page is read next, then
 * all between at once; the last one's own `next` is followed, should the list have grown. A list of what changed since some
 * time is read page after page all the same: what changes meanwhile enters it in the middle, and a page that was read
 * before the one in front of it would then miss what moved from that one to it. `stopBefore` gives an item's time in
 * a list that is sorted newest first: a page of which every item is older than the lower bound is the last one.
 */
export const linkHeader =
  <Item>(options: { fanOut?: boolean; stopBefore?: (item: Item) => string | undefined } = {}): Pagination<Item> =>
  (page) => {
    const next = page.link('next');
    const { request, items } = page;
    const isBetween = request.of !== undefined && request.page < request.of;
    const behind = next === undefined || isBetween ? [] : [following(page, next)];
    if (request.ahead !== undefined) return [...pagesBetween(request), ...behind];
    if (next === undefined || isBetween) return [];
    const { stopBefore } = options;
    const since = request.since;
    if (stopBefore && since !== undefined && items.length > 0) {
      const newest = items.map((item) => Date.parse(stopBefore(item) ?? '')).filter((time) => !Number.isNaN(time));
      if (newest.length === items.length && Math.max(...newest) < Date.parse(since)) return [];
    }
    const last = page.link('last');
    const to = last === undefined ? undefined : pageNumberOf(last, 'page');
    const from = pageNumberOf(next, 'page');
    if (
      !options.fanOut ||
      since !== undefined ||
      last === undefined ||
      to === undefined ||
      from === undefined ||
      to < from
    )
      return behind;
    // The last page comes first: should the list move while the others are read, its edge will show it.
    const place = request.page + 1;
    const of = to - from + place;
    const { begin: _, ...end } = following(page, last);
    return [{ ...end, page: of, of, ...(of > place && { ahead: place }) }];
  };

/** The pages of a list between its first and its last one, which was read ahead of them. */
function pagesBetween({ ahead = 0, edge: _, attempts: __, again: ___, ...last }: WorkRequest): readonly WorkRequest[] {
  const number = pageNumberOf(last.target, 'page') ?? 0;
  return Array.from({ length: Math.max(0, last.page - ahead) }, (_, i) => ({
    ...last,
    target: withQuery(last.target, { page: number - last.page + ahead + i }),
    page: ahead + i,
  }));
}

/** All pages of a list whose edges are known, but for the first, whose target is not like the others. */
export const pagesOf = (last: WorkRequest): readonly WorkRequest[] => [...pagesBetween({ ...last, ahead: 2 }), last];

/**
 * `page=1,2,…` until a page holds fewer than `size` items as sent; the way of APIs that tell no end. `sizeParameter` names
 * where the target says another size.
 */
export const pageNumber =
  (options: { parameter?: string; size: number; sizeParameter?: string }): Pagination<unknown> =>
  (page) => {
    const parameter = options.parameter ?? 'page';
    const { sizeParameter } = options;
    const said = sizeParameter === undefined ? undefined : pageNumberOf(page.request.target, sizeParameter);
    if (page.received < (said ?? options.size)) return [];
    const current = pageNumberOf(page.request.target, parameter) ?? 1;
    return [following(page, withQuery(page.request.target, { [parameter]: current + 1 }))];
  };

/** The target of the same place in a list whose pages are half as large; undefined where they would be too small. */
export const halfPage =
  (options: { sizeParameter: string; least: number }) =>
  (target: string): string | undefined => {
    const [size, page] = [pageNumberOf(target, options.sizeParameter) ?? 1, pageNumberOf(target, 'page') ?? 1];
    if (size % 2 !== 0 || size / 2 < options.least) return undefined;
    return withQuery(target, { [options.sizeParameter]: size / 2, page: 2 * page - 1 });
  };

/**
 * `startAt=0,50,100,…` by the number of items that the vendor sent, which may give fewer than it was asked for. The end is
 * what `isLast` or `total` reads from the body; where neither is told, an empty page. An empty page of which it is told
 * that more follow leads to itself, which no sound answer does: it is asked for again.
 */
export const offset =
  (options: {
    parameter?: string;
    total?: (json: unknown) => number | undefined;
    isLast?: (json: unknown) => boolean | undefined;
  }): Pagination<unknown> =>
  (page) => {
    const parameter = options.parameter ?? 'startAt';
    const behind = (pageNumberOf(page.request.target, parameter) ?? 0) + page.received;
    const [total, isLast] = [options.total?.(page.json), options.isLast?.(page.json)];
    const isEnd = total !== undefined ? behind >= total : page.received === 0 && isLast === undefined;
    return isLast || isEnd ? [] : [following(page, withQuery(page.request.target, { [parameter]: behind }))];
  };

/** A cursor from the body (`next` returns it, or nothing at the end), sent back as a query parameter. */
export const cursor =
  (options: { parameter: string; next: (json: unknown) => string | undefined }): Pagination<unknown> =>
  (page) => {
    const value = options.next(page.json);
    return value === undefined ? [] : [following(page, withQuery(page.request.target, { [options.parameter]: value }))];
  };

/** Keyset: the last item's key is the lower bound of the next page; the end is a page without items. */
export const keyset =
  <Item>(options: { parameter: string; key: (item: Item) => string }): Pagination<Item> =>
  (page) => {
    const last = page.items.at(-1);
    if (last === undefined) return [];
    // Whatever vanishes or comes, the next page begins behind the same item: its edges tell nothing.
    const { begin: _, ...next } = following(
      page,
      withQuery(page.request.target, { [options.parameter]: options.key(last) }),
    );
    return [next];
  };

/**
 * A list that refuses to give more than `limit` results for one window of time: a window with more is cut in two halves
 * and asked again, a smaller one is read by `within`. One that fills while it is read is cut as soon as a page tells so:
 * what was pushed beyond the limit is given by nothing else. `bounds` reads the window from the target, `narrow` writes it.
 */
export const timeWindows =
  <Item>(options: {
    limit: number;
    total: (json: unknown) => number | undefined;
    bounds: (target: string) => readonly [from: number, to: number] | undefined;
    narrow: (target: string, from: number, to: number) => string;
    within: Pagination<Item>;
  }): Pagination<Item> =>
  (page) => {
    const total = options.total(page.json);
    const bounds = options.bounds(page.request.target);
    if (total === undefined || total <= options.limit || bounds === undefined) return options.within(page);
    const [from, to] = bounds;
    const middle = Math.floor((from + to) / 2000) * 1000;
    if (middle <= from || middle >= to) return options.within(page);
    const half = (low: number, high: number): WorkRequest => {
      const { begin: _, ...first } = following(page, options.narrow(page.request.target, low, high));
      return { ...first, page: 1 };
    };
    return [half(from, middle), half(middle + 1000, to)];
  };
