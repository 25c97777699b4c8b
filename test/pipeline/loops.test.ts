import { describe, expect, test } from 'vitest';
import { smallWorld, withHeaders } from '../support/small-world.ts';

const thing = (id: number) => ({ id, title: `thing ${id}`, labels: [], at: '2025-12-01T00:00:00Z' });

/** A list of three pages of one thing; `nextOf` names the page behind a page, as it is answered for the nth time. */
function world(
  nextOf: (page: number, how: number) => number | undefined,
  thingOn = (page: number, _how: number): number => page,
) {
  const asked = new Map<number, number>();
  const pageOf = (page: number) => () => {
    const how = (asked.get(page) ?? 0) + 1;
    asked.set(page, how);
    const next = nextOf(page, how);
    const target = next === 1 ? 'https://toy.example/here/things' : `https://toy.example/here/things?page=${next}`;
    return withHeaders(next === undefined ? {} : { link: `<${target}>; rel="next"` }, [thing(thingOn(page, how))]);
  };
  const states = [1, 2, 3, 4, 5].map((id) => [`/here/things/${id}/state`, { state: 'done' }]);
  return {
    ...smallWorld({
      '/here': { id: 'here', name: 'here' },
      '/here/notes': [],
      '/here/things': pageOf(1),
      '/here/things?page=2': pageOf(2),
      '/here/things?page=3': pageOf(3),
      '/here/things?page=4': pageOf(4),
      ...Object.fromEntries(states),
    }),
    asked,
  };
}

const inOrder = (page: number) => (page < 3 ? page + 1 : undefined);
const idsOf = async ({ read }: ReturnType<typeof world>) => (await read('issues')).map(({ id }) => id).sort();

describe('a list of which a page', () => {
  test.each([
    ['leads to itself', 2],
    ['leads back to one that was read before', 1],
  ])('%s for a moment is read to its end', async (_, back) => {
    const made = world((page, how) => (page === 2 && how === 1 ? back : inOrder(page)));

    const report = await made.sync();

    expect(report.state).toBe('completed');
    expect(await idsOf(made)).toEqual(['t:1', 't:2', 't:3']);
  });

  test.each([
    ['itself', 2],
    ['one that was read before', 1],
  ])('always leads to %s ends, and is a dead item', async (_, back) => {
    const made = world((page) => (page === 2 ? back : inOrder(page)));

    const report = await made.sync();

    expect(report.state).toBe('completed_with_errors');
    expect(report.totals.streams['toy/toy/here#things']?.dead).toBe(1);
    expect(made.asked.get(2)).toBe(6);
    expect(await idsOf(made)).toEqual(['t:1']);
  });

  test('leads back over several pages ends, too', async () => {
    const made = world((page) => (page === 3 ? 1 : inOrder(page)));

    const report = await made.sync();

    expect(report.state).toBe('completed_with_errors');
    expect(made.asked.get(3)).toBe(6);
    expect(await idsOf(made)).toEqual(['t:1', 't:2']);
  });
});

test('a list that has moved shows the same pages at later places when it is read again, and is no loop', async () => {
  // What it began with is gone, something else is there, and another page has come before the second one.
  const made = world(
    (page, how) => (page === 4 ? 2 : page === 1 && how > 1 ? 4 : inOrder(page)),
    (page, how) => (page === 1 && how > 1 ? 5 : page),
  );

  const report = await made.sync();

  expect(report.state).toBe('completed');
  expect(report.totals.streams['toy/toy/here#things']).toMatchObject({ dead: 0, drift: 1 });
  expect(await idsOf(made)).toEqual(['t:1', 't:2', 't:3', 't:4', 't:5']);
});
