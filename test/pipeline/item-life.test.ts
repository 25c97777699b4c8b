import { expect, test } from 'vitest';
import { idsOfLife, tellsOf } from '../../shared/pipeline/item-life.ts';

const line = (items: readonly string[], more: object = {}): string =>
  JSON.stringify({ message: 'requests sent', items, ...more });

test('an item that was put back twice and whose request died has one life under four names', () => {
  const lines = [
    line(['a'], { back: ['b'] }),
    line(['x'], { back: ['y'], died: ['z'] }),
    line(['b'], { back: ['c'] }),
    line(['c'], { died: ['dead'] }),
    '{"message":"half a li',
  ];

  for (const name of ['a', 'b', 'c', 'dead'])
    expect([...idsOfLife(lines, name)].sort()).toEqual(['a', 'b', 'c', 'dead']);
  expect([...idsOfLife(lines, 'alone')]).toEqual(['alone']);
});

test('a line tells of an item when it names it whole', () => {
  expect(tellsOf(line(['ab', 'c']), new Set(['c']))).toBe(true);
  expect(tellsOf(line(['ab']), new Set(['a']))).toBe(false);
});
