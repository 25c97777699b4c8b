import { expect, test } from 'vitest';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Item, TablePort, Value } from '../../shared/pipeline/ports.ts';
import { fresh, putAll, rowsOf } from './partition.ts';

const values: readonly Value[] = [
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 63),
  1e-7,
  0.1 + 0.2,
  1e21,
  123456789.12345678,
  5e-130,
  9.9e125,
  0,
  -1.5,
  '',
  ' ',
  '\u0000\u0001\u001f\u007f',
  'null',
  '\uFFFF\u{10FFFF}😀é',
  '"\\/\b\f\n\r\t',
  true,
  false,
  null,
  [],
  {},
  [[], {}, [null, [1, 'a', { b: [] }]]],
  { a: { '': 1, 'a.b': { c: [true, null] } }, ключ: '日本', constructor: 1, toString: 'x' },
];

/** Laws about what a row may hold. */
export function valueLaws(table: () => TablePort, hasLimits: boolean): void {
  test('values come back exactly', async () => {
    const pk = fresh();
    const items = values.map((value, n): Item => ({ pk, sk: String(n).padStart(2, '0'), value }));

    await putAll(table(), items);

    expect(await rowsOf(table(), pk)).toEqual(items);
    expect(new Set(await table().getMany(items.map(({ sk }) => ({ pk, sk }))))).toEqual(new Set(items));
  });

  test('minus zero is zero', async () => {
    const place = { pk: fresh(), sk: 'a' };

    await putAll(table(), [{ ...place, n: -0 }]);

    expect(Object.is((await table().get(place))?.n, 0)).toBe(true);
  });

  test('what was read or put can be changed without changing the row', async () => {
    const place = { pk: fresh(), sk: 'a' };
    const list = [1];
    await putAll(table(), [{ ...place, list }]);

    list.push(2);

    expect((await table().get(place))?.list).toEqual([1]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('the number %d is an error', async (n) => {
    const item = { pk: fresh(), sk: 'a', n };

    await expect(putAll(table(), [item])).rejects.toThrow(InvalidInputError);
    await expect(table().writeMany([item])).rejects.toThrow(InvalidInputError);
  });

  test('a row of 400 KB is kept', async () => {
    const item = sized(409_600);

    await putAll(table(), [item]);
    await table().writeMany([{ ...item, sk: 'b' }]);

    expect(await table().get(item)).toEqual(item);
    expect(await table().getMany([{ pk: item.pk, sk: 'b' }])).toEqual([{ ...item, sk: 'b' }]);
  });

  const limits: readonly (readonly [string, () => Item])[] = [
    ['a row over 400 KB', () => sized(409_601)],
    ['an empty sk', () => ({ pk: fresh(), sk: '' })],
    ['an empty pk', () => ({ pk: '', sk: 'a' })],
    ['a sk over 1,024 bytes', () => ({ pk: fresh(), sk: 'é'.repeat(513) })],
    ['a row deeper than 32', () => ({ pk: fresh(), sk: 'a', deep: nested(33) })],
    ['a number beyond 1e125', () => ({ pk: fresh(), sk: 'a', n: 1e126 })],
  ];
  test.runIf(hasLimits).each(limits)('%s is an error', async (_title, make) => {
    const item = make();

    await expect(putAll(table(), [item])).rejects.toThrow(InvalidInputError);
    await expect(table().writeMany([item])).rejects.toThrow(InvalidInputError);
  });

  test.runIf(hasLimits)('a row of depth 32 and a sk of 1,024 bytes are kept', async () => {
    const item = { pk: fresh(), sk: 'é'.repeat(512), deep: nested(32) };

    await putAll(table(), [item]);

    expect(await table().get(item)).toEqual(item);
  });
}

/** A row of exactly so many bytes, as DynamoDB counts: names and values. */
function sized(bytes: number): Item {
  const head = { pk: fresh(), sk: 'a', n: 1234, ok: true, list: ['é', null] };
  const counted = 2 + head.pk.length + 2 + 1 + (1 + 3) + (2 + 1) + (4 + 3 + 3 + 2) + 'body'.length;
  return { ...head, body: 'x'.repeat(bytes - counted) };
}

function nested(depth: number): Value {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
