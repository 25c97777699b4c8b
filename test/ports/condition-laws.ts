import { describe, expect, test } from 'vitest';
import type { Condition, Item, TablePort, Value } from '../../shared/pipeline/ports.ts';
import { fresh, putAll } from './partition.ts';

interface Case {
  readonly title: string;
  readonly stored?: { readonly [attribute: string]: Value };
  readonly when: Condition;
  readonly answer: 'done' | 'refused';
}

const row = { n: 5, text: 'b', yes: true, no: null, 'odd name-#:.': 'x', size: 'reserved' };

const cases: readonly Case[] = [
  { title: 'absent holds of an absent row', when: { absent: true }, answer: 'done' },
  { title: 'absent does not hold of a row', stored: row, when: { absent: true }, answer: 'refused' },
  { title: 'an empty condition holds of a row', stored: row, when: {}, answer: 'done' },
  { title: 'an empty condition does not hold of an absent row', when: {}, answer: 'refused' },
  { title: 'orAbsent holds of an absent row', when: { orAbsent: true, equals: { n: 5 } }, answer: 'done' },
  { title: 'orAbsent alone holds of a row', stored: row, when: { orAbsent: true }, answer: 'done' },
  {
    title: 'orAbsent does not excuse a row that differs',
    stored: row,
    when: { orAbsent: true, equals: { n: 6 } },
    answer: 'refused',
  },
  {
    title: 'equal values hold, of every kind',
    stored: row,
    when: { equals: { n: 5, text: 'b', yes: true, no: null, gone: null, 'odd name-#:.': 'x', size: 'reserved' } },
    answer: 'done',
  },
  { title: 'one of many values differs', stored: row, when: { equals: { n: 5, text: 'c' } }, answer: 'refused' },
  { title: 'a value is not equal to null', stored: row, when: { equals: { n: null } }, answer: 'refused' },
  { title: 'null is not equal to a value', stored: row, when: { equals: { no: 1 } }, answer: 'refused' },
  {
    title: 'an absent attribute is not equal to a value',
    stored: row,
    when: { equals: { gone: 1 } },
    answer: 'refused',
  },
  { title: 'a number is not equal to its text', stored: row, when: { equals: { n: '5' } }, answer: 'refused' },
  { title: 'the key is an attribute too', stored: row, when: { equals: { sk: 'a' } }, answer: 'done' },
  { title: 'an absent row equals nothing, not even null', when: { equals: { gone: null } }, answer: 'refused' },
  { title: 'a smaller number is below', stored: row, when: { below: { n: 6 } }, answer: 'done' },
  { title: 'the same number is not below', stored: row, when: { below: { n: 5 } }, answer: 'refused' },
  { title: 'numbers are below by value, not by text', stored: row, when: { below: { n: 10 } }, answer: 'done' },
  { title: 'a smaller text is below', stored: row, when: { below: { text: 'c' } }, answer: 'done' },
  { title: 'a greater text is not below', stored: row, when: { below: { text: 'a' } }, answer: 'refused' },
  {
    title: 'text is below by its UTF-8 bytes',
    stored: { text: '\uFFFD' },
    when: { below: { text: '😀' } },
    answer: 'done',
  },
  { title: 'null is below anything', stored: row, when: { below: { no: -1 } }, answer: 'done' },
  { title: 'an absent attribute is below anything', stored: row, when: { below: { gone: '' } }, answer: 'done' },
  { title: 'a text is not below a number', stored: row, when: { below: { text: 9 } }, answer: 'refused' },
  { title: 'an absent row is not below without orAbsent', when: { below: { n: 1 } }, answer: 'refused' },
  { title: 'an absent row is below with orAbsent', when: { below: { n: 1 }, orAbsent: true }, answer: 'done' },
  {
    title: 'both equals and below must hold',
    stored: row,
    when: { equals: { yes: true }, below: { n: 5 } },
    answer: 'refused',
  },
];

/** Laws about what must hold for a write to happen, for each kind of write. */
export function conditionLaws(table: () => TablePort): void {
  describe.each(['put', 'delete', 'check'] as const)('a condition of a %s', (kind) => {
    test.each(cases)('$title', async ({ stored, when, answer }) => {
      const place = { pk: fresh(), sk: 'a' };
      const before: readonly Item[] = stored ? [{ ...place, ...stored }] : [];
      await putAll(table(), before);
      const item = { ...place, written: true };

      const given = await table().transact([kind === 'put' ? { kind, item, when } : { kind, place, when }]);

      const written = kind === 'put' ? item : kind === 'delete' ? undefined : before[0];
      expect(given).toBe(answer);
      expect(await table().get(place)).toEqual(answer === 'done' ? written : before[0]);
    });
  });
}
