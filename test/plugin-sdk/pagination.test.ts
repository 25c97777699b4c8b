import { describe, expect, it } from 'vitest';
import {
  cursor,
  keyset,
  linkHeader,
  offset,
  type PageFacts,
  pageNumber,
  single,
  timeWindows,
} from '../../shared/plugin-sdk/pagination.ts';
import type { WorkRequest } from '../../shared/plugin-sdk/request.ts';

interface Facts {
  readonly request?: Partial<WorkRequest>;
  readonly json?: unknown;
  readonly items?: readonly { readonly id: string; readonly at?: string }[];
  readonly received?: number;
  readonly links?: Readonly<Record<string, string>>;
}

function page(given: Facts): PageFacts<{ readonly id: string; readonly at?: string }> {
  const { items = [], links = {} } = given;
  return {
    request: { target: '/list?size=2', page: 1, ...given.request },
    json: given.json ?? [],
    items,
    received: given.received ?? items.length,
    headers: {},
    link: (relation) => links[relation],
  };
}

const targets = (requests: readonly WorkRequest[]): readonly string[] => requests.map(({ target }) => target);

describe('a single answer', () => {
  it('is followed by none', () => {
    expect(single()(page({ links: { next: '/list?page=2' } }))).toEqual([]);
  });
});

describe('Link headers', () => {
  const links = { next: '/repositories/1/list?page=2', last: '/repositories/1/list?page=4' };

  it('are followed one after the other, and end without a next', () => {
    expect(linkHeader()(page({ links }))).toEqual([
      { target: links.next, page: 2, begin: { target: '/list?size=2', reading: 1 } },
    ]);
    expect(linkHeader()(page({ links: { prev: '/list?page=1' } }))).toEqual([]);
  });

  it('fan out: the last page is read next, then all between', () => {
    const fanOut = linkHeader({ fanOut: true });

    const [last] = fanOut(page({ links }));
    expect(last).toEqual({ target: '/repositories/1/list?page=4', page: 4, of: 4, ahead: 2 });
    const between = fanOut(page({ request: last ?? {} }));

    expect(targets(between)).toEqual([2, 3].map((number) => `/repositories/1/list?page=${number}`));
    expect(between.map(({ page: number, of }) => [number, of])).toEqual([
      [2, 4],
      [3, 4],
    ]);
    expect(fanOut(page({ request: { page: 2, of: 4 }, links }))).toEqual([]);
  });

  it('of a second page that is the last one fan out to it alone', () => {
    const two = { next: '/list?page=2', last: '/list?page=2' };

    expect(linkHeader({ fanOut: true })(page({ links: two }))).toEqual([{ target: '/list?page=2', page: 2, of: 2 }]);
  });

  it('of the last page are followed when the list has grown', () => {
    const grown = { next: '/list?page=5', last: '/list?page=5' };
    const last = { target: '/list?page=4', page: 4, of: 4, ahead: 3 };

    expect(targets(linkHeader({ fanOut: true })(page({ request: last, links: grown })))).toEqual([
      '/list?page=3',
      '/list?page=5',
    ]);
  });

  it('of a list of what changed since some time do not fan out: things enter it in the middle', () => {
    const following = linkHeader({ fanOut: true })(page({ request: { since: '2026-01-01T00:00:00Z' }, links }));

    expect(targets(following)).toEqual([links.next]);
  });

  it('with cursors in place of numbers do not fan out', () => {
    const cursors = { next: '/list?after=abc', last: '/list?after=xyz' };

    expect(targets(linkHeader({ fanOut: true })(page({ links: cursors })))).toEqual(['/list?after=abc']);
  });

  it('stop at a page of which every item is older than the lower bound', () => {
    const stop = linkHeader<{ at?: string }>({ stopBefore: ({ at }) => at });
    const since = '2026-01-10T00:00:00Z';
    const follows = (times: readonly (string | undefined)[], request: Partial<WorkRequest> = { since }) =>
      stop(page({ request, links, items: times.map((at, id) => ({ id: String(id), ...(at && { at }) })) })).length > 0;

    expect(follows(['2026-01-11T00:00:00Z', '2026-01-01T00:00:00Z'])).toBe(true);
    expect(follows(['2026-01-09T00:00:00Z', '2026-01-01T00:00:00Z'])).toBe(false);
    expect(follows(['2026-01-10T00:00:00Z'])).toBe(true);
    expect(follows(['2026-01-01T00:00:00Z', undefined])).toBe(true);
    expect(follows(['2026-01-01T00:00:00Z'], {})).toBe(true);
  });
});

describe('page numbers', () => {
  const numbered = pageNumber({ size: 2 });

  it('go on while pages are full as sent, however few items could be read', () => {
    expect(targets(numbered(page({ received: 2 })))).toEqual(['/list?size=2&page=2']);
    expect(targets(numbered(page({ request: { target: '/list?page=7', page: 7 }, received: 2 })))).toEqual([
      '/list?page=8',
    ]);
  });

  it('end with a page that is not full', () => {
    expect(numbered(page({ received: 1 }))).toEqual([]);
  });
});

describe('a cursor', () => {
  const pagination = cursor({ parameter: 'after', next: (json) => (typeof json === 'string' ? json : undefined) });

  it('is sent back, and its absence is the end', () => {
    expect(targets(pagination(page({ json: 'a b' })))).toEqual(['/list?size=2&after=a+b']);
    expect(pagination(page({ json: {} }))).toEqual([]);
  });
});

describe('a keyset', () => {
  const pagination = keyset<{ id: string }>({ parameter: 'above', key: ({ id }) => id });

  it('continues above the last key, and ends with an empty page', () => {
    expect(targets(pagination(page({ items: [{ id: '1' }, { id: '5' }] })))).toEqual(['/list?size=2&above=5']);
    expect(pagination(page({ items: [] }))).toEqual([]);
  });
});

describe('windows of time', () => {
  const pagination = timeWindows({
    limit: 10,
    total: (json) => (typeof json === 'number' ? json : undefined),
    bounds: (target) => {
      const [from, to] = (target.split('?')[1] ?? '').split('-').map(Number);
      return from === undefined || to === undefined ? undefined : [from, to];
    },
    narrow: (target, from, to) => `${target.split('?')[0]}?${from}-${to}`,
    within: linkHeader(),
  });
  const ask = (target: string, total: number, number = 1) =>
    targets(pagination(page({ request: { target, page: number }, json: total, links: { next: '/next' } })));

  it('are halved without a hole or an overlap while they hold too much', () => {
    expect(ask('/runs?0-10000', 11)).toEqual(['/runs?0-5000', '/runs?6000-10000']);
  });

  it('that fit are read page by page', () => {
    expect(ask('/runs?0-10000', 10)).toEqual(['/next']);
    expect(ask('/runs?0-10000', 10, 2)).toEqual(['/next']);
  });

  it('that fill while they are read are halved then', () => {
    expect(ask('/runs?0-10000', 11, 2)).toEqual(['/runs?0-5000', '/runs?6000-10000']);
  });

  it('of a second are not halved any more', () => {
    expect(ask('/runs?0-1000', 11)).toEqual(['/next']);
  });
});

describe('offsets', () => {
  const told = (json: unknown) => (typeof json === 'object' && json !== null ? json : {});
  const startAt = offset({
    total: (json) => {
      const { total } = { total: undefined, ...told(json) };
      return typeof total === 'number' ? total : undefined;
    },
    isLast: (json) => {
      const { isLast } = { isLast: undefined, ...told(json) };
      return typeof isLast === 'boolean' ? isLast : undefined;
    },
  });
  const at = (number: number, json: unknown, received: number) =>
    targets(startAt(page({ request: { target: `/list?startAt=${number}` }, json, received })));

  it('go on by what was sent until the total, or the page that says that it is the last', () => {
    expect(at(0, { total: 3 }, 2)).toEqual(['/list?startAt=2']);
    expect(at(2, { total: 3 }, 1)).toEqual([]);
    expect(at(0, { isLast: false }, 2)).toEqual(['/list?startAt=2']);
    expect(at(2, { isLast: true }, 2)).toEqual([]);
  });

  it('end with an empty page where nothing tells the end', () => {
    expect(at(2, {}, 2)).toEqual(['/list?startAt=4']);
    expect(at(4, {}, 0)).toEqual([]);
  });

  it('lead an empty page to itself when more are said to follow', () => {
    expect(at(2, { total: 3 }, 0)).toEqual(['/list?startAt=2']);
    expect(at(2, { isLast: false }, 0)).toEqual(['/list?startAt=2']);
  });
});
