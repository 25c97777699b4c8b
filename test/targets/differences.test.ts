import { expect, test } from 'vitest';
import type { Comparable } from './comparable.ts';
import { compare, type Difference } from './differences.ts';

const answer = (what: string, body: unknown): Comparable => ({ what, status: 200, headers: {}, body });
const said: readonly Difference[] = [
  { why: 'on purpose', of: ['b'], deployed: (local) => ({ ...local, body: 'there' }) },
];
const local = [answer('a', { n: 1 }), answer('b', 'here')];

test('two targets agree where they differ only as is said', () => {
  expect(compare(local, [answer('a', { n: 1 }), answer('b', 'there')], said)).toEqual({ differing: [], idle: [] });
});

test('what differs otherwise, or is not answered at all, is found', () => {
  const other = [answer('a', { n: 2 }), answer('b', 'elsewhere')];

  expect(compare(local, other, said).differing).toEqual([
    [local[0], other[0]],
    [answer('b', 'there'), other[1]],
  ]);
  expect(compare(local, [], said).differing).toHaveLength(2);
});

test('a difference that is said and does not occur is found, and an answer of one target only', () => {
  const { idle } = compare(local, [...local, answer('c', '')], said);

  expect(idle).toEqual(['b', 'c: only deployed']);
  expect(compare([answer('a', 1)], [answer('a', 1)], said).idle).toEqual(['b']);
});
