import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableNamed } from '../../shared/api/data/data.ts';
import { ndjson } from '../../shared/api/data/row-text.ts';
import { linePlan } from '../../shared/api/data/stored-line.ts';
import { columnsOf } from '../../shared/domain/columns.ts';
import type { StoredRecord } from '../../shared/pipeline/read-data.ts';

const issues = tableNamed('issues');
const columns = columnsOf(issues);
const text = fc.string({
  unit: fc.oneof(fc.constantFrom('"', '\\', ',', '{', '}', '\n', '\u2028', '🦊', ':'), fc.string()),
});
const value = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean());
const row = fc
  .tuple(fc.array(fc.boolean(), { minLength: columns.length, maxLength: columns.length }), fc.infiniteStream(value))
  .map(([there, values]) => {
    const made = columns.flatMap(({ field }, at): [string, unknown][] =>
      there[at] ? [[field, values.next().value]] : [],
    );
    return Object.fromEntries(made);
  });

const recordOf = (values: Readonly<Record<string, unknown>>, body: string | undefined): StoredRecord => ({
  table: issues.name,
  key: 'k',
  values,
  raw: '',
  run: '',
  observedAt: '',
  deleted: false,
  body,
});

test('a line that is cut out of what is stored is the line that is written anew', () => {
  fc.assert(
    fc.property(row, fc.subarray([...columns], { minLength: 1 }), (values, asked) => {
      const { line } = ndjson(issues, asked, false);
      const stored = JSON.stringify(values);

      expect(linePlan(issues, asked)?.(stored)).toBeDefined();
      expect(line(recordOf(values, stored))).toBe(line(recordOf(values, undefined)));
    }),
    { numRuns: 500, seed: 5 },
  );
});

test('what is stored in another order, or with more than is known, is read', () => {
  const cut = linePlan(issues, columns.slice(0, 3));

  expect(cut?.('{"url":"u","id":"1"}')).toBeUndefined();
  expect(cut?.('{"id":"1","later":"2"}')).toBeUndefined();
  expect(cut?.('{"id":"1","url":["u"]}')).toBeUndefined();
  expect(cut?.('{"id":"1"}')).toBe('{"id":"1","url":null,"icon_url":null');
});

test('columns in an order of their own are read', () => {
  expect(linePlan(issues, columns.slice(0, 3).reverse())).toBeUndefined();
});

test('no line holds what some readers take for the end of one', () => {
  const [id] = columns;
  const { line } = ndjson(issues, id ? [id] : [], false);
  const values = { id: 'a\u2028b\u2029c\u0085d' };

  const written = line(recordOf(values, JSON.stringify(values)));

  expect(written).toBe('{"id":"a\\u2028b\\u2029c\\u0085d"}\n');
  expect(JSON.parse(written)).toEqual(values);
});
