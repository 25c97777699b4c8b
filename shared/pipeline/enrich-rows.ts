import type * as z from 'zod';
import { checkRow } from '../domain/record.ts';
import type { Row, Table } from '../domain/table.ts';
import { domainPlace, partitionOf, SHARDS } from './domain-places.ts';
import { rowsOf } from './expand.ts';
import { digest, shardOf } from './identity.ts';
import { readLarge } from './large-bodies.ts';
import type { Item, ObjectPort, TablePort, Value } from './ports.ts';

/** Where domain rows are read and written. */
export interface RowPorts {
  readonly domain: TablePort;
  readonly objects: ObjectPort;
}

/** A stored row of a table, with the row as it is stored. */
export interface StoredRow<Values> {
  readonly values: Values;
  readonly item: Readonly<Record<string, Value>>;
}

/** Marks rows that enrich made: it changes and removes no others, and writes over none. */
const BY = 'enrich';
const isOurs = (item: Readonly<Record<string, unknown>>): boolean => item.by === BY;

/** The rows of a table of these owners that are not deleted, read as a stream. */
export async function* rowsIn<Shape extends z.ZodRawShape>(
  { domain, objects }: RowPorts,
  of: Table<string, Shape>,
  owners: readonly string[],
): AsyncIterable<StoredRow<z.output<z.ZodObject<Shape>>>> {
  for (const owner of owners)
    for (let shard = 0; shard < SHARDS; shard += 1)
      for await (const item of rowsOf(domain, partitionOf(of.name, owner, shard))) {
        if (item.deleted === true) continue;
        const body = typeof item.bodyKey === 'string' ? await readLarge(objects, item.bodyKey) : String(item.body);
        yield { values: of.schema.parse(JSON.parse(body)), item };
      }
}

/** Whether a stored row was made by a vendor's converter, not by enrich. */
export const isCollected = ({ item }: Pick<StoredRow<unknown>, 'item'>): boolean => !isOurs(item);

/** What writing derived rows did. */
export interface Reconciled {
  readonly written: number;
  readonly unchanged: number;
  readonly deleted: number;
}

export const noneReconciled: Reconciled = { written: 0, unchanged: 0, deleted: 0 };
export const sumReconciled = (all: readonly Reconciled[]): Reconciled => ({
  written: all.reduce((sum, { written }) => sum + written, 0),
  unchanged: all.reduce((sum, { unchanged }) => sum + unchanged, 0),
  deleted: all.reduce((sum, { deleted }) => sum + deleted, 0),
});

/** Where derived rows belong, and which run makes them when. */
export interface Target {
  readonly owner: string;
  readonly run: string;
  readonly at: string;
}

/** Rows that are written in one go. */
const A_BATCH = 500;

/**
 * Makes the rows of tables that enrich has made be these, for those parents that are looked at: what is as it was is not
 * written, what is made no more becomes a tombstone. Done twice it changes nothing. Rows that a vendor's converter wrote stay.
 */
export async function reconcile(
  { domain }: RowPorts,
  { owner, run, at }: Target,
  tables: readonly string[],
  rows: readonly Row[],
  isIn: (parent: string) => boolean = () => true,
): Promise<Reconciled> {
  const made = new Map<string, Item>();
  for (const row of rows) {
    const checked = checkRow(row);
    if ('refused' in checked) throw new TypeError(checked.refused);
    const body = JSON.stringify(checked.values);
    const place = domainPlace(checked.table, owner, checked.key);
    made.set(`${place.pk}\n${place.sk}`, { ...place, body, hash: digest(body), ...origin(run, at) });
  }
  const puts: Item[] = [];
  let [written, unchanged, deleted] = [0, 0, 0];
  const flush = async (atLeast: number): Promise<void> => {
    if (puts.length >= atLeast && puts.length > 0) await domain.writeMany(puts.splice(0));
  };
  for (const table of tables)
    for (let shard = 0; shard < SHARDS; shard += 1) {
      const pk = partitionOf(table, owner, shard);
      for await (const item of rowsOf(domain, pk)) {
        const sk = String(item.sk);
        if (!isIn(parentOf(sk))) continue;
        const name = `${pk}\n${sk}`;
        const wanted = made.get(name);
        if (!isOurs(item) && item.deleted !== true) made.delete(name);
        else if (wanted && item.deleted !== true && item.hash === wanted.hash) {
          made.delete(name);
          unchanged += 1;
        } else if (!wanted && isOurs(item) && item.deleted !== true) {
          puts.push({ pk, sk, deleted: true, deletedAt: at, hash: String(item.hash), ...origin(run, at) });
          deleted += 1;
          await flush(A_BATCH);
        }
      }
    }
  for (const item of made.values()) {
    puts.push(item);
    written += 1;
    await flush(A_BATCH);
  }
  await flush(0);
  return { written, unchanged, deleted };
}

const parentOf = (sk: string): string => decodeURIComponent(sk.split('/')[0] ?? '');

/** Derived rows have no observation of their own: whatever a vendor tells of the same row is later. */
const origin = (run: string, at: string) => ({
  by: BY,
  order: '',
  version: '',
  derivation: '',
  observedAt: at,
  raw: '',
  run,
});

/** The intervals into which the keys of things are spread. */
const SPREAD = 65_536;

/** How far something in parts is done, and whether another part may be begun. */
export interface Parts {
  /** Where the next part begins, from 0 on. */
  readonly from: number;
  /** Rows that are held at one time. */
  readonly most: number;
  readonly isOver: () => boolean;
}

/**
 * Groups a stream by a key and works on the groups, as many at a time as hold `most` rows: what is too much is read again for
 * the next part. So memory is bounded whatever there is, and one part is the rule. Answers where the next part begins, when
 * there is no time for it; one part is done in any case.
 */
export async function inParts<Row>(
  read: () => AsyncIterable<Row> | Iterable<Row>,
  keyOf: (row: Row) => string | null | undefined,
  parts: Parts,
  work: (groups: ReadonlyMap<string, readonly Row[]>, isIn: (key: string) => boolean) => Promise<void>,
): Promise<number | undefined> {
  for (let { from } = parts; from < SPREAD; ) {
    let to = SPREAD;
    let held = 0;
    const groups = new Map<string, Row[]>();
    for await (const row of read()) {
      const key = keyOf(row);
      if (!key) continue;
      const known = groups.get(key);
      const place = known ? from : shardOf(key, SPREAD);
      if (place < from || place >= to) continue;
      if (known) known.push(row);
      else groups.set(key, [row]);
      held += 1;
      while (held > parts.most && to - from > 1) {
        to = from + Math.ceil((to - from) / 2);
        for (const [other, rows] of groups)
          if (shardOf(other, SPREAD) >= to) {
            held -= rows.length;
            groups.delete(other);
          }
      }
    }
    const [begin, end] = [from, to];
    await work(groups, (key) => {
      const place = shardOf(key, SPREAD);
      return place >= begin && place < end;
    });
    from = to;
    if (from < SPREAD && parts.isOver()) return from;
  }
  return undefined;
}
