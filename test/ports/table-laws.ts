import { beforeAll, describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Place, TablePort, Write } from '../../shared/pipeline/ports.ts';
import { conditionLaws } from './condition-laws.ts';
import { fresh, keysOf, putAll } from './partition.ts';
import { queryLaws } from './query-laws.ts';
import { modelLaws } from './table-model.ts';
import { valueLaws } from './value-laws.ts';

/** What a suite of table laws needs. */
export interface TableLaws {
  /** The table; the laws write to partitions of their own. */
  readonly open: () => TablePort;
  /** Runs of the property tests. */
  readonly runs: number;
  /** Whether limits of rows are enforced: the emulator has none. */
  readonly hasLimits: boolean;
}

/** Laws that every table keeps. */
export function tableLaws(name: string, { open, runs, hasLimits }: TableLaws): void {
  describe(`a table: ${name}`, () => {
    let table: TablePort;
    beforeAll(() => {
      table = open();
    });
    transactionLaws(() => table);
    bulkLaws(() => table);
    conditionLaws(() => table);
    queryLaws(() => table);
    valueLaws(() => table, hasLimits);
    modelLaws(() => table, runs);
  });
}

function transactionLaws(table: () => TablePort): void {
  test('a row that was put is read', async () => {
    const item = { pk: fresh(), sk: 'a', n: 1 };

    await table().transact([{ kind: 'put', item }]);

    expect(await table().get({ pk: item.pk, sk: 'a' })).toEqual(item);
    expect(await table().get({ pk: item.pk, sk: 'b' })).toBeUndefined();
  });

  test('a put replaces the whole row', async () => {
    const pk = fresh();
    await putAll(table(), [{ pk, sk: 'a', old: 1 }]);

    await putAll(table(), [{ pk, sk: 'a', new: 2 }]);

    expect(await table().get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', new: 2 });
  });

  test('a refused transaction leaves no trace', async () => {
    const pk = fresh();
    await putAll(table(), [{ pk, sk: 'kept' }]);

    const answer = await table().transact([
      { kind: 'put', item: { pk, sk: 'new' } },
      { kind: 'delete', place: { pk, sk: 'kept' } },
      { kind: 'check', place: { pk, sk: 'absent' }, when: { equals: { n: 1 } } },
    ]);

    expect(answer).toBe('refused');
    expect(await keysOf(table(), pk)).toEqual(['kept']);
  });

  test('a transaction with one invalid row leaves no trace', async () => {
    const pk = fresh();
    const puts = [{ n: 1 }, { n: 2 }, { n: Number.NaN }].map((row, n) => ({ pk, sk: `${n}`, ...row }));

    await expect(putAll(table(), puts)).rejects.toThrow(InvalidInputError);
    expect(await keysOf(table(), pk)).toEqual([]);
  });

  test('a transaction writes all, over partitions', async () => {
    const [left, right] = [fresh(), fresh()];
    await putAll(table(), [{ pk: left, sk: 'gone' }]);

    const answer = await table().transact([
      { kind: 'delete', place: { pk: left, sk: 'gone' } },
      { kind: 'put', item: { pk: right, sk: 'new' }, when: { absent: true } },
      { kind: 'check', place: { pk: right, sk: 'other' }, when: { absent: true } },
    ]);

    expect(answer).toBe('done');
    expect(await keysOf(table(), left)).toEqual([]);
    expect(await keysOf(table(), right)).toEqual(['new']);
  });

  test('a deleted row that is absent is no error', async () => {
    expect(await table().transact([{ kind: 'delete', place: { pk: fresh(), sk: 'a' } }])).toBe('done');
  });

  test('no writes are done', async () => {
    expect(await table().transact([])).toBe('done');
  });

  test('a hundred writes are one transaction, more are an error', async () => {
    const pk = fresh();
    const puts = Array.from({ length: 101 }, (_, n): Write => ({ kind: 'put', item: { pk, sk: `${n}` } }));

    await expect(table().transact(puts)).rejects.toThrow(InvalidInputError);
    expect(await keysOf(table(), pk)).toEqual([]);
    expect(await table().transact(puts.slice(0, 100))).toBe('done');
    expect(await keysOf(table(), pk)).toHaveLength(100);
  });

  test('two writes to one place are an error', async () => {
    const place = { pk: fresh(), sk: 'a' };
    const twice: readonly Write[] = [
      { kind: 'put', item: { ...place, n: 1 } },
      { kind: 'check', place, when: { absent: true } },
    ];

    await expect(table().transact(twice)).rejects.toThrow(InvalidInputError);
    expect(await table().get(place)).toBeUndefined();
  });

  test('of concurrent conditional writers exactly one is done', async () => {
    const place = { pk: fresh(), sk: 'lease' };
    await putAll(table(), [{ ...place, epoch: 1 }]);

    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((holder) =>
        table().transact([{ kind: 'put', item: { ...place, epoch: 2, holder }, when: { equals: { epoch: 1 } } }]),
      ),
    );

    const winner = ['a', 'b', 'c', 'd'][answers.indexOf('done')];
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(await table().get(place)).toEqual({ ...place, epoch: 2, holder: winner });
  });
}

function bulkLaws(table: () => TablePort): void {
  test('a thousand rows are written and read', async () => {
    const pk = fresh();
    const rows = Array.from({ length: 1000 }, (_, n) => ({ pk, sk: `row ${String(n).padStart(4, '0')}`, n }));

    await table().writeMany(rows);

    const read = await table().getMany(rows.map(({ sk }) => ({ pk, sk })));
    expect([...read].sort((left, right) => (left.sk < right.sk ? -1 : 1))).toEqual(rows);
  });

  test('many rows are deleted beside those that are put', async () => {
    const pk = fresh();
    const places = Array.from({ length: 60 }, (_, n): Place => ({ pk, sk: `${n}` }));
    await table().writeMany(places.map((place) => ({ ...place, n: 1 })));

    await table().writeMany([{ pk, sk: 'new' }], places);

    expect(await keysOf(table(), pk)).toEqual(['new']);
  });

  test('places asked for twice or absent are answered once or not', async () => {
    const pk = fresh();
    await putAll(table(), [{ pk, sk: 'a' }]);

    const read = await table().getMany([
      { pk, sk: 'a' },
      { pk, sk: 'b' },
      { pk, sk: 'a' },
    ]);

    expect(read).toEqual([{ pk, sk: 'a' }]);
    expect(await table().getMany([])).toEqual([]);
    await table().writeMany([]);
  });

  test('a row written twice by one call is an error', async () => {
    const place = { pk: fresh(), sk: 'a' };

    await expect(table().writeMany([place], [place])).rejects.toThrow(InvalidInputError);
  });

  test('a scan reads every row', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => ({ pk: fresh(), sk: `${n}` }));
    await table().writeMany(rows);

    const seen = new Set<string>();
    for await (const { pk } of table().scan()) seen.add(pk);

    expect(rows.filter(({ pk }) => !seen.has(pk))).toEqual([]);
  });
}
