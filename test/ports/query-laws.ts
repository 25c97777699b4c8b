import { expect, test } from 'vitest';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Range, TablePort } from '../../shared/pipeline/ports.ts';
import { fresh, keysOf } from './partition.ts';

// Sorted by UTF-8 bytes; UTF-16 would put the emoji before U+E000 and U+FFFD.
const sorted = [
  '#',
  '%',
  '%%',
  '%_',
  '%a',
  'A',
  'Z',
  '_',
  'a',
  'a\u0000',
  'a\u0001',
  'a/b',
  'aa',
  'b',
  'é',
  '日',
  '\uE000',
  '\uFFFD',
  '\uFFFF',
  '\uFFFFx',
  '😀',
  '😀a',
  '\u{10FFFF}',
];

/** Laws about the order and the ranges of a partition. */
export function queryLaws(table: () => TablePort): void {
  test('a partition is sorted by UTF-8 bytes', async () => {
    const pk = await stored(table());

    expect(await keysOf(table(), pk, {})).toEqual(sorted);
    expect(await keysOf(table(), pk, { descending: true })).toEqual(sorted.toReversed());
  });

  test.each(['%', '_', 'a', '\uFFFF', '😀', '\u{10FFFF}', 'none', ''])(
    'a prefix is taken as it is: "%s"',
    async (prefix) => {
      const pk = await stored(table());
      const expected = sorted.filter((key) => key.startsWith(prefix));

      expect(await keysOf(table(), pk, { prefix })).toEqual(expected);
      expect(await keysOf(table(), pk, { prefix, descending: true })).toEqual(expected.toReversed());
    },
  );

  test.each<readonly [string, Range, readonly string[]]>([
    ['from is included', { from: '\uFFFF' }, ['\uFFFF', '\uFFFFx', '😀', '😀a', '\u{10FFFF}']],
    ['to is not', { to: '%%' }, ['#', '%']],
    ['from and to are a half-open range', { from: 'a', to: 'b' }, ['a', 'a\u0000', 'a\u0001', 'a/b', 'aa']],
    ['a range may be empty', { from: 'b', to: 'b' }, []],
    ['a range may be upside down', { from: 'b', to: 'a' }, []],
    ['empty bounds are none below and nothing above', { from: '', to: '' }, []],
    ['after is left out', { after: 'é', to: '\uE000' }, ['日']],
    ['after need not exist', { after: 'ab', to: '日' }, ['b', 'é']],
    ['after below the range changes nothing', { after: 'A', prefix: '😀' }, ['😀', '😀a']],
    ['after above the range leaves nothing', { after: 'z', prefix: 'a' }, []],
    ['after an empty text is the beginning', { after: '', to: '%%' }, ['#', '%']],
    ['after works within a prefix', { after: 'a\u0001', prefix: 'a' }, ['a/b', 'aa']],
    ['descending goes on below after', { after: 'a\u0001', prefix: 'a', descending: true }, ['a\u0000', 'a']],
    ['descending leaves out to', { from: 'a', to: 'aa', descending: true }, ['a/b', 'a\u0001', 'a\u0000', 'a']],
    [
      'descending from above the range changes nothing',
      { after: 'z', prefix: '%', descending: true },
      ['%a', '%_', '%%', '%'],
    ],
    ['descending from below the range leaves nothing', { after: 'A', prefix: 'a', descending: true }, []],
  ])('%s', async (_title, range, expected) => {
    const pk = await stored(table());

    expect(await keysOf(table(), pk, range)).toEqual(expected);
  });

  test.each([1, 2, 5, 23, 100])('answers of %i rows make up the whole', async (limit) => {
    const pk = await stored(table());

    for (const descending of [false, true]) {
      const read: string[] = [];
      let range: Range | undefined = { limit, descending };
      while (range) {
        const { items, last } = await table().query(pk, range);
        expect(items.length).toBeLessThanOrEqual(limit);
        expect(last ?? items.at(-1)?.sk).toBe(items.at(-1)?.sk);
        read.push(...items.map(({ sk }) => sk));
        range = last === undefined ? undefined : { limit, descending, after: last };
      }
      expect(read).toEqual(descending ? sorted.toReversed() : sorted);
    }
  });

  test('an answer that ends with the last row says so, though it is full', async () => {
    const pk = await stored(table());

    for (const descending of [false, true]) {
      const whole = await table().query(pk, { limit: sorted.length, descending });
      const before = await table().query(pk, { limit: sorted.length - 1, descending });
      const after = descending ? sorted.at(1) : sorted.at(-2);
      const rest = await table().query(pk, { limit: 1, descending, ...(after !== undefined && { after }) });

      expect([whole.items.length, whole.last]).toEqual([sorted.length, undefined]);
      expect(before.last).toBe(before.items.at(-1)?.sk);
      expect([rest.items.length, rest.last]).toEqual([1, undefined]);
    }
  });

  test('a limit counts rows of the range only', async () => {
    const pk = await stored(table());

    const { items } = await table().query(pk, { from: 'a', to: 'aa', descending: true, limit: 2 });

    expect(items.map(({ sk }) => sk)).toEqual(['a/b', 'a\u0001']);
  });

  test('more than an answer holds is read answer by answer, or up to the limit', async () => {
    const pk = fresh();
    const body = 'x'.repeat(300_000);
    const expected = ['0', '1', '2', '3', '4', '5'];
    await table().writeMany(expected.map((sk) => ({ pk, sk, body })));

    const limited = await table().query(pk, { limit: 6 });

    expect(limited.items.map(({ sk }) => sk)).toEqual(expected);
    expect(await keysOf(table(), pk)).toEqual(expected);
    expect(await keysOf(table(), pk, { descending: true })).toEqual(expected.toReversed());
  });

  test('a limit below one, and a prefix with bounds, are errors', async () => {
    await expect(table().query('p', { limit: 0 })).rejects.toThrow(InvalidInputError);
    await expect(table().query('p', { prefix: 'a', from: 'a' })).rejects.toThrow(InvalidInputError);
  });

  test('an unknown partition is empty', async () => {
    expect(await table().query(fresh())).toEqual({ items: [] });
  });
}

async function stored(table: TablePort): Promise<string> {
  const pk = fresh();
  await table.writeMany([
    ...sorted.toReversed().map((sk) => ({ pk, sk })),
    { pk: `${pk}x`, sk: 'a' },
    { pk: pk.slice(0, -1), sk: 'a' },
  ]);
  return pk;
}
