import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRow } from '../../shared/domain/record.ts';
import { tables } from '../../shared/domain/tables.ts';

const all = [...tables.values()];

/** Values as converters give them, good and bad, for any column. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(undefined, null, '', 'DONE', 'a', 'é😀', true, false) },
  fc.integer(),
  fc.constantFrom(0.5, -0, 2 ** 53, 2 ** 60, Number.NaN, Number.POSITIVE_INFINITY, 10n, {}, []),
  fc
    .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
    .map((at) => at.toISOString()),
  fc.constantFrom(
    '2024-02-30T00:00:00Z',
    '2024-02-29T23:59:59Z',
    '2024-01-02T03:04:05Z',
    '2024-01-02T03:04:05.6Z',
    '2024-01-02T03:04:05+02:00',
    '2024-01-02T24:00:00Z',
    '2024-01-02T23:59:60Z',
    '2024-01-02',
    '2024-01-02T03:04:05.678Z\n',
    'yesterday',
  ),
);

/** What the schema alone makes of a row. */
function bySchema(name: string, values: Readonly<Record<string, unknown>>) {
  const table = tables.get(name);
  const read = table?.schema.safeParse(values);
  if (!read?.success) return undefined;
  const given = new Map(Object.entries(read.data));
  return Object.keys(table?.schema.shape ?? {}).flatMap((column) =>
    given.get(column) === undefined ? [] : [[column, given.get(column)]],
  );
}

describe('a row', () => {
  it('is read as its schema reads it, whatever its columns hold', () => {
    const row = fc.constantFrom(...all).chain((table) => {
      const columns = Object.keys(table.schema.shape);
      const some = fc.dictionary(fc.constantFrom(...columns), value);
      const keys = fc.record(Object.fromEntries(table.key.map((column) => [column, fc.constantFrom('1', 'x/y')])));
      return fc.tuple(some, keys).map(([one, two]) => ({ table: table.name, values: { ...one, ...two } }));
    });

    fc.assert(
      fc.property(row, (given) => {
        const read = checkRow(given);
        const wanted = bySchema(given.table, given.values);
        expect('values' in read ? Object.entries(read.values) : undefined).toEqual(wanted);
      }),
      { numRuns: 3000 },
    );
  });

  it('is read as its schema reads it, one column at a time', () => {
    for (const table of all)
      for (const column of Object.keys(table.schema.shape))
        fc.assert(
          fc.property(value, (given) => {
            const keys = Object.fromEntries(table.key.map((name) => [name, '2024-01-02T03:04:05Z']));
            const values = { ...keys, [column]: given };
            const read = checkRow({ table: table.name, values });
            expect('values' in read ? Object.entries(read.values) : undefined).toEqual(bySchema(table.name, values));
          }),
          { numRuns: 20 },
        );
  });

  it('with a column that its table has not is refused, by name', () => {
    const values = { id: 'i1', colour: 'red' };

    expect(checkRow({ table: 'issues', values })).toEqual({ refused: expect.stringContaining('colour') });
    expect(checkRow({ table: 'issues', values: { ...values, colour: undefined } })).toHaveProperty('refused');
  });

  it('with a value that its column refuses is refused with the column and the reason', () => {
    expect(checkRow({ table: 'issues', values: { id: 'i1', createdDate: 'yesterday' } })).toEqual({
      refused: 'issues.createdDate: "yesterday" is not a time; give ISO 8601 with a zone',
    });
  });

  it('of no table is refused', () => {
    expect(checkRow({ table: 'wishes', values: {} })).toEqual({ refused: 'there is no table "wishes"' });
  });
});
