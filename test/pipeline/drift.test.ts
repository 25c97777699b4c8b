import { expect, test } from 'vitest';
import type { RunReport } from '../../shared/contract/run.ts';
import { smallWorld, withHeaders } from '../support/small-world.ts';

const thing = (id: number) => ({ id, title: `thing ${id}`, labels: [], at: '2025-12-01T00:00:00Z' });
const driftOf = (report: RunReport) => report.totals.streams['toy/toy/here#things']?.drift;

/** A list in pages of two whose end is not known; `onPage` changes it before a page is answered. */
function world(ids: readonly number[], onPage: (page: number, ids: number[], how: number) => void = () => {}) {
  const list = [...ids];
  const seen = new Map<number, number>();
  const pageOf = (page: number) => () => {
    seen.set(page, (seen.get(page) ?? 0) + 1);
    onPage(page, list, seen.get(page) ?? 0);
    const next = `<https://toy.example/here/things?page=${page + 1}>; rel="next"`;
    const isLast = page * 2 >= list.length;
    return withHeaders(isLast ? {} : { link: next }, list.slice(page * 2 - 2, page * 2).map(thing));
  };
  const pages = [2, 3, 4, 5].map((page) => [`/here/things?page=${page}`, pageOf(page)]);
  const states = Array.from({ length: 20 }, (_, id) => [`/here/things/${id}/state`, { state: 'done' }]);
  const answers = { '/here': { id: 'here', name: 'here' }, '/here/notes': [], '/here/things': pageOf(1) };
  return { ...smallWorld({ ...answers, ...Object.fromEntries([...pages, ...states]) }), seen };
}

const idsOf = async ({ read }: ReturnType<typeof world>) => (await read('issues')).map(({ id }) => id).sort();
const named = (...ids: readonly number[]) => ids.map((id) => `t:${id}`).sort();

test('a list that is read page after page and stays as it is costs one request more, and has no drift', async () => {
  const made = world([1, 2, 3, 4, 5]);

  const report = await made.sync();

  expect(driftOf(report)).toBe(0);
  expect([...made.seen]).toEqual([
    [1, 2],
    [2, 1],
    [3, 1],
  ]);
});

test('what vanishes from pages that were read moves others onto them, which are read again and not missed', async () => {
  const made = world([1, 2, 3, 4, 5, 6], (page, list, how) => {
    // Thing 3 moves onto the first page before the second one is answered.
    if (page === 2 && how === 1) list.shift();
  });

  const report = await made.sync();

  expect(await idsOf(made)).toEqual(named(1, 2, 3, 4, 5, 6));
  expect(driftOf(report)).toBe(1);
});

test('what appears at the beginning of a list that is being read is read too, and only the first page again', async () => {
  const made = world([5, 4, 3, 2, 1], (page, list, how) => {
    if (page === 3 && how === 1) list.unshift(6);
  });

  const report = await made.sync();

  expect(await idsOf(made)).toEqual(named(1, 2, 3, 4, 5, 6));
  expect(driftOf(report)).toBe(1);
  expect(made.seen.get(2)).toBe(1);
});

test('a list that moves whenever it is read is read twice, and its drift reported', async () => {
  const made = world([1, 2, 3, 4, 5, 6, 7, 8, 9], (page, list) => {
    if (page === 2) list.shift();
  });

  const report = await made.sync();

  expect(report.state).toBe('completed');
  expect(driftOf(report)).toBe(2);
});

test('a full read whose list has moved does not tell what is gone', async () => {
  const made = world([1, 2, 3, 4, 5, 6], (page, list, how) => {
    if (page === 2 && how === 2) list.shift();
  });
  await made.sync();

  const report = await made.sync({ full: true });

  expect(report.findings).toMatchObject([
    { kind: 'untold', stream: 'states' },
    { kind: 'untold', stream: 'things' },
  ]);
  expect(await idsOf(made)).toEqual(named(1, 2, 3, 4, 5, 6));
});
