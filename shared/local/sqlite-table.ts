import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Item, ItemPage, Range, TablePort, Write } from '../pipeline/ports.ts';
import { holds } from './row-condition.ts';
import { checkDistinct, checkRange, checkTransaction, checkTransactionBytes, placeOf } from './row-limits.ts';
import { prefixEnd } from './row-order.ts';
import { inTransaction } from './sqlite-database.ts';
import { type Bound, parseItem, type SqliteRows, type StoredRow, sqliteRows } from './sqlite-rows.ts';

// Rows handled before other work of the process gets its turn: a few milliseconds.
const STRETCH = 1000;
// What one answer of DynamoDB holds, so that whoever forgets to ask on is found out on a laptop.
const ANSWER_CHARACTERS = 1024 * 1024;

/** A table in a SQLite database, in which `createTable` has made it. */
export function sqliteTable(database: DatabaseSync, name: string): TablePort {
  const rows = sqliteRows(database, name);
  return {
    get: async (place) => rows.read(place),

    getMany: async (places) => {
      const found = new Map<string, Item>();
      await inStretches(places, (place) => {
        const item = rows.read(place);
        if (item) found.set(JSON.stringify([place.pk, place.sk]), item);
      });
      return [...found.values()];
    },

    query: async (pk, range = {}) => {
      // SQLite takes a negative limit as none. One row more than asked for tells whether there is more.
      const limit = range.limit === undefined ? -1 : range.limit + 1;
      const found = rows.range(pk, boundsOf(range), range.descending ? 'DESC' : 'ASC', limit);
      return pageOf(found, range.limit);
    },

    transact: async (writes) => {
      checkTransaction(writes);
      return inTransaction(database, () => {
        if (writes.some((write) => write.when && !holds(write.when, rows.read(placeOf(write))))) return 'refused';
        checkTransactionBytes(writes.reduce((bytes, write) => bytes + apply(rows, write), 0));
        return 'done';
      });
    },

    writeMany: async (puts, deletes = []) => {
      checkDistinct([...puts, ...deletes]);
      await inStretches(puts, rows.put, (body) => inTransaction(database, body));
      await inStretches(deletes, rows.remove, (body) => inTransaction(database, body));
    },

    async *scan() {
      let last: SQLInputValue | undefined = -1;
      while (last !== undefined) {
        const stretch: readonly StoredRow[] = rows.behind(last, STRETCH);
        for (const { text } of stretch) yield parseItem(text);
        last = stretch.at(-1)?.id;
      }
    },
  };
}

function apply(rows: SqliteRows, write: Write): number {
  if (write.kind === 'put') return rows.put(write.item);
  if (write.kind === 'delete') rows.remove(write.place);
  return 0;
}

function boundsOf(range: Range): readonly Bound[] {
  checkRange(range);
  const low = range.prefix || range.from;
  const high = range.prefix ? prefixEnd(range.prefix) : range.to;
  const bounds: Bound[] = [];
  if (low !== undefined) bounds.push({ operator: '>=', value: low });
  if (high !== undefined) bounds.push({ operator: '<', value: high });
  if (range.after !== undefined) bounds.push({ operator: range.descending ? '<' : '>', value: range.after });
  return bounds;
}

function pageOf(rows: Iterable<StoredRow>, limit: number | undefined): ItemPage {
  const items: Item[] = [];
  let characters = 0;
  for (const { text } of rows) {
    const last = items.at(-1)?.sk;
    const isFull = limit === undefined ? characters >= ANSWER_CHARACTERS : items.length >= limit;
    if (last !== undefined && isFull) return { items, last };
    items.push(parseItem(text));
    characters += text.length;
  }
  return { items };
}

async function inStretches<T>(
  values: readonly T[],
  each: (value: T) => void,
  together: (body: () => void) => void = (body) => body(),
): Promise<void> {
  for (let start = 0; start < values.length; start += STRETCH) {
    together(() => {
      for (const value of values.slice(start, start + STRETCH)) each(value);
    });
    await breathe();
  }
}
