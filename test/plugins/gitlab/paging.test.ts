import { expect, test } from 'vitest';
import type { WorkRequest } from '../../../shared/plugin-sdk/request.ts';
import { byCreation, byIdThenUpdate } from '../../../shared/plugins/gitlab/paging.ts';

const SIZE = 100;
const DEEPEST = 50_000;
const BEGAN = Date.parse('2020-01-01T00:00:00Z');

interface Item {
  readonly id: number;
  readonly created_at: string;
}

/** A list as GitLab gives it: without totals above 10,000 rows, and refused where an offset is too deep. */
function gitlab(count: number, createdAt: (id: number) => number) {
  const all = Array.from(
    { length: count },
    (_, id): Item => ({ id, created_at: new Date(createdAt(id)).toISOString() }),
  );
  const asked: string[] = [];
  return {
    asked,
    answer: (target: string) => {
      asked.push(target);
      const query = new URLSearchParams(target.split('?')[1]);
      const page = Number(query.get('page') ?? '1');
      const after = query.get('created_after');
      const left = after === null ? all : all.filter((item) => item.created_at >= after);
      if ((page - 1) * SIZE >= DEEPEST) return undefined;
      const to = (rel: string, number: number): [string, string] => {
        query.set('page', String(number));
        return [rel, `/projects/1/issues?${query}`];
      };
      const last = Math.ceil(left.length / SIZE);
      const links = new Map(
        page < last ? [to('next', page + 1), ...(left.length > 10_000 ? [] : [to('last', last)])] : [],
      );
      return { items: left.slice((page - 1) * SIZE, page * SIZE), links };
    },
  };
}

function readAll({ answer }: ReturnType<typeof gitlab>) {
  const pages = byCreation<Item>();
  const ids = new Set<number>();
  const refused: string[] = [];
  const waiting: WorkRequest[] = [
    { target: `/projects/1/issues?order_by=created_at&sort=asc&per_page=${SIZE}`, page: 1 },
  ];
  for (let request = waiting.pop(); request; request = waiting.pop()) {
    const given = answer(request.target);
    if (!given) refused.push(request.target);
    else {
      const { items, links } = given;
      for (const { id } of items) ids.add(id);
      const facts = { json: items, items, received: items.length, headers: {} };
      waiting.push(...pages({ request, ...facts, link: (relation) => links.get(relation) }));
    }
  }
  return { ids, refused };
}

test('a list of 120,000 is read to its end, though offsets above 50,000 are refused', () => {
  const served = gitlab(120_000, (id) => BEGAN + id * 7_000);

  const { ids, refused } = readAll(served);

  expect(refused).toEqual([]);
  expect(ids.size).toBe(120_000);
  expect(served.asked).toHaveLength(new Set(served.asked).size);
  expect(served.asked.length).toBeLessThan(1_210);
});

test('things of one moment at the place where the list begins again are all read', () => {
  const { ids, refused } = readAll(gitlab(60_000, (id) => BEGAN + Math.floor(id / 300) * 1_000));

  expect(refused).toEqual([]);
  expect(ids.size).toBe(60_000);
});

test('a list of fewer than 10,000 fans out, and is asked for no page twice', () => {
  const served = gitlab(9_950, (id) => BEGAN + id * 1_000);

  const { ids } = readAll(served);

  expect(ids.size).toBe(9_950);
  expect(served.asked).toHaveLength(100);
});

test('more things of one moment than an offset can reach are refused by the vendor, and not silently left out', () => {
  const { refused } = readAll(gitlab(110_000, () => BEGAN));

  expect(refused).toHaveLength(1);
});

test('deployments, which know no filter by creation, are read to their end, though many were updated since', () => {
  const count = 60_000;
  const createdAt = (id: number) => BEGAN + id * 7_000;
  const all = Array.from({ length: count }, (_, id) => ({
    id,
    created_at: new Date(createdAt(id)).toISOString(),
    updated_at: new Date(createdAt(id) + (id % 3) * 400_000_000).toISOString(),
  }));
  const byUpdate = all.toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
  const since = new Map<string, typeof all>();
  const updatedSince = (after: string) => {
    const known = since.get(after) ?? byUpdate.filter(({ updated_at }) => updated_at >= after);
    since.set(after, known);
    return known;
  };
  const pages = byIdThenUpdate<(typeof all)[number]>();
  const ids = new Set<number>();
  const waiting: WorkRequest[] = [{ target: `/projects/1/deployments?order_by=id&sort=asc&per_page=${SIZE}`, page: 1 }];
  let refused = 0;
  for (let request = waiting.pop(); request; request = waiting.pop()) {
    const query = new URLSearchParams(request.target.split('?')[1]);
    const page = Number(query.get('page') ?? '1');
    const after = query.get('updated_after') ?? '';
    const list = query.get('order_by') === 'updated_at' ? updatedSince(after) : all;
    if ((page - 1) * SIZE >= DEEPEST) refused += 1;
    else {
      const items = list.slice((page - 1) * SIZE, page * SIZE);
      for (const { id } of items) ids.add(id);
      query.set('page', String(page + 1));
      const next = page * SIZE < list.length ? `/projects/1/deployments?${query}` : undefined;
      const link = (relation: string) => (relation === 'next' ? next : undefined);
      waiting.push(...pages({ request, json: items, items, received: items.length, headers: {}, link }));
    }
  }

  expect(refused).toBe(0);
  expect(ids.size).toBe(count);
});
