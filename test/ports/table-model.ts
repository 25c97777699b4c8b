import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition, Item, Range, TablePort, Value, Write } from '../../shared/pipeline/ports.ts';
import { fresh, rowsOf } from './partition.ts';

type Fields = Readonly<Record<string, Value>>;
type Model = Map<string, Fields>;
type Move =
  | { readonly do: 'transact'; readonly writes: readonly ModelWrite[] }
  | { readonly do: 'writeMany'; readonly puts: Readonly<Record<string, Fields>>; readonly deletes: readonly string[] }
  | { readonly do: 'query'; readonly range: Range };
interface ModelWrite {
  readonly sk: string;
  readonly kind: Write['kind'];
  readonly fields: Fields;
  readonly when: Condition;
}

const sk = fc.constantFrom('a', 'a%', 'aé', 'b', 'b_', '\uFFFD', '😀', '😀x');
const scalar = fc.constantFrom<string | number>(0, 1, 2, -1.5, '', 'a', 'b', '\uFFFD', '😀');
const names = fc.constantFrom('x', 'y', 'name');
const fields = fc.dictionary(names, fc.oneof(scalar, fc.boolean(), fc.constant(null), fc.constant([1, { a: '' }])), {
  noNullPrototype: true,
});
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ absent: true } as const),
  fc.record(
    {
      equals: fc.dictionary(names, fc.oneof(scalar, fc.boolean(), fc.constant(null)), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
      below: fc.dictionary(names, scalar, { maxKeys: 2, noNullPrototype: true }),
      orAbsent: fc.constant(true as const),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
);
const kind = fc.constantFrom<Write['kind']>('put', 'delete', 'check');
const write = fc.record({ sk, kind, fields, when: condition }, { noNullPrototype: true });
const paging = { after: sk, limit: fc.integer({ min: 1, max: 4 }), descending: fc.boolean() };
const prefix = fc.constantFrom('a', 'b', '', '😀', '\uFFFD');
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    do: fc.constant('transact' as const),
    writes: fc.uniqueArray(write, { selector: (each) => each.sk, maxLength: 4 }),
  }),
  fc
    .record({ puts: fc.dictionary(sk, fields, { noNullPrototype: true }), deletes: fc.uniqueArray(sk) })
    .map(({ puts, deletes }) => ({
      do: 'writeMany' as const,
      puts,
      deletes: deletes.filter((each) => !Object.hasOwn(puts, each)),
    })),
  fc.record({
    do: fc.constant('query' as const),
    range: fc.oneof(
      fc.record({ prefix, ...paging }, { requiredKeys: [] }),
      fc.record({ from: sk, to: sk, ...paging }, { requiredKeys: [] }),
    ),
  }),
);

/** A table does what a sorted map would do, whatever is done to it. */
export function modelLaws(table: () => TablePort, runs: number): void {
  test('a table is a sorted map', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 12 }), async (moves) => {
        const pk = fresh();
        const model: Model = new Map();
        for (const each of moves) await step(table(), pk, model, each);
        expect(await rowsOf(table(), pk)).toEqual(expected(model, pk));
      }),
      { numRuns: runs },
    );
  });
}

async function step(table: TablePort, pk: string, model: Model, move: Move): Promise<void> {
  if (move.do === 'query') {
    expect(await rowsOf(table, pk, move.range)).toEqual(inRange(expected(model, pk), move.range));
  } else if (move.do === 'writeMany') {
    for (const [key, value] of Object.entries(move.puts)) model.set(key, value);
    for (const key of move.deletes) model.delete(key);
    const puts = Object.entries(move.puts).map(([key, value]): Item => ({ ...value, pk, sk: key }));
    const deletes = move.deletes.map((key) => ({ pk, sk: key }));
    await table.writeMany(puts, deletes);
  } else {
    const isDone = move.writes.every(({ sk, when }) => isMet(when, model.get(sk)));
    for (const each of isDone ? move.writes : []) {
      if (each.kind === 'put') model.set(each.sk, each.fields);
      if (each.kind === 'delete') model.delete(each.sk);
    }
    const writes = move.writes.map((each): Write => {
      const place = { pk, sk: each.sk };
      if (each.kind === 'put') return { kind: 'put', item: { ...each.fields, ...place }, when: each.when };
      return { kind: each.kind, place, when: each.when };
    });
    expect(await table.transact(writes)).toBe(isDone ? 'done' : 'refused');
  }
}

function isMet(when: Condition, row: Fields | undefined): boolean {
  if ('absent' in when) return row === undefined;
  if (row === undefined) return when.orAbsent === true;
  const equals = Object.entries(when.equals ?? {}).every(([name, value]) => (row[name] ?? null) === value);
  const below = Object.entries(when.below ?? {}).every(([name, bound]) => {
    const value = row[name] ?? null;
    if (value === null) return true;
    if (typeof value === 'string' && typeof bound === 'string') return bytes(value, bound) < 0;
    return typeof value === 'number' && typeof bound === 'number' && value < bound;
  });
  return equals && below;
}

function inRange(rows: readonly Item[], range: Range): readonly Item[] {
  const { prefix = '', from = '', to, after, limit, descending } = range;
  const found = rows
    .filter((row) => row.sk.startsWith(prefix) && bytes(row.sk, from) >= 0)
    .filter((row) => to === undefined || bytes(row.sk, to) < 0)
    .filter((row) => after === undefined || (descending ? bytes(row.sk, after) < 0 : bytes(row.sk, after) > 0));
  return (descending ? found.reverse() : found).slice(0, limit);
}

function expected(model: Model, pk: string): readonly Item[] {
  const keys = [...model.keys()].sort(bytes);
  return keys.map((sk) => ({ ...model.get(sk), pk, sk }));
}

function bytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
