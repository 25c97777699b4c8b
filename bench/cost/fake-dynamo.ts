import type {
  AttributeValue,
  BatchGetItemInput,
  BatchWriteItemInput,
  GetItemInput,
  PutItemInput,
  QueryInput,
  TransactWriteItem,
  TransactWriteItemsInput,
} from '@aws-sdk/client-dynamodb';
import { itemBytes, readUnits, type WireItem, writeUnits } from './item-size.ts';
import type { Meter } from './meter.ts';
import { conditionHolds, type WireCondition } from './wire-condition.ts';

/** What the fake answers: a status and a body. */
export interface WireAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Stored {
  readonly item: WireItem;
  readonly bytes: number;
}

interface Partition {
  readonly rows: Map<string, Stored>;
  /** Its sort keys in order; undefined after a new one, until somebody reads them. */
  order: readonly string[] | undefined;
}

/** An answer of a query holds at most so many bytes. */
const PAGE_BYTES = 1024 * 1024;

/** Tables in memory behind DynamoDB's wire, whose meter counts the capacity that DynamoDB would. */
export interface FakeDynamo {
  answer(operation: string, body: string): WireAnswer;
  /** Bytes and rows that are stored in a table. */
  stored(table: string): { readonly rows: number; readonly bytes: number };
  /** Every row of a table. */
  rows(table: string): Iterable<WireItem>;
}

/** Empty tables. Every read is counted as strongly consistent, every write in a transaction twice. */
export function fakeDynamo(meter: Meter): FakeDynamo {
  const tables = new Map<string, Map<string, Partition>>();
  const partition = (table: string, pk: string): Partition => {
    const of = tables.get(table) ?? new Map<string, Partition>();
    tables.set(table, of);
    const found = of.get(pk) ?? { rows: new Map<string, Stored>(), order: [] };
    of.set(pk, found);
    return found;
  };
  const rowOf = (table: string, key: WireItem): Stored | undefined =>
    partition(table, text(key.pk)).rows.get(text(key.sk));
  const read = (table: string, pk: string, units: number): void => {
    meter.add('read units', units);
    meter.add(`reads of ${table} ${areaOf(pk)}`, units);
  };
  const wrote = (table: string, pk: string, units: number): void => {
    meter.add('write units', units);
    meter.add(`writes of ${table} ${areaOf(pk)}`, units);
  };
  /** Units are those of the larger of the row before and the row after. */
  const unitsOf = (table: string, key: WireItem, bytes: number): number =>
    writeUnits(Math.max(rowOf(table, key)?.bytes ?? 0, bytes));
  const put = (table: string, item: WireItem, bytes: number): void => {
    const of = partition(table, text(item.pk));
    if (!of.rows.has(text(item.sk))) of.order = undefined;
    of.rows.set(text(item.sk), { item, bytes });
    meter.add(`rows put into ${table} ${areaOf(text(item.pk))}`);
  };
  const remove = (table: string, key: WireItem): void => {
    const of = partition(table, text(key.pk));
    if (of.rows.delete(text(key.sk))) of.order = undefined;
  };

  const operations: Readonly<Record<string, (body: string) => WireAnswer>> = {
    GetItem: (body) => {
      const { TableName: table = '', Key = {} }: GetItemInput = JSON.parse(body);
      const row = rowOf(table, Key);
      read(table, text(Key.pk), readUnits(row?.bytes ?? 0));
      return { status: 200, body: row ? { Item: row.item } : {} };
    },

    BatchGetItem: (body) => {
      const { RequestItems = {} }: BatchGetItemInput = JSON.parse(body);
      const found = Object.entries(RequestItems).map(([table, { Keys = [] }]) => {
        const rows = Keys.map((key) => rowOf(table, key));
        rows.forEach((row, i) => {
          read(table, text(Keys[i]?.pk), readUnits(row?.bytes ?? 0));
        });
        return [table, rows.flatMap((row) => (row ? [row.item] : []))] as const;
      });
      return { status: 200, body: { Responses: Object.fromEntries(found), UnprocessedKeys: {} } };
    },

    Query: (body) => {
      const input: QueryInput = JSON.parse(body);
      const { TableName: table = '', ExclusiveStartKey, Limit = Number.POSITIVE_INFINITY } = input;
      const pk = text(input.ExpressionAttributeValues?.[':pk']);
      const of = partition(table, pk);
      of.order ??= [...of.rows.keys()].sort(compare);
      const all = inRange(of.order, input);
      const ordered = input.ScanIndexForward === false ? all.toReversed() : all;
      const begin = ExclusiveStartKey ? ordered.indexOf(text(ExclusiveStartKey.sk)) + 1 : 0;
      const items: WireItem[] = [];
      let bytes = 0;
      let last: string | undefined;
      for (const sk of ordered.slice(begin)) {
        const row = of.rows.get(sk);
        if (!row) continue;
        items.push(row.item);
        bytes += row.bytes;
        if (items.length < Limit && bytes < PAGE_BYTES) continue;
        last = sk;
        break;
      }
      read(table, pk, readUnits(bytes));
      const more = last === undefined ? {} : { LastEvaluatedKey: { pk: { S: pk }, sk: { S: last } } };
      return { status: 200, body: { Items: items, Count: items.length, ...more } };
    },

    PutItem: (body) => {
      const { TableName: table = '', Item = {} }: PutItemInput = JSON.parse(body);
      const bytes = itemBytes(Item);
      wrote(table, text(Item.pk), unitsOf(table, Item, bytes));
      put(table, Item, bytes);
      return { status: 200, body: {} };
    },

    BatchWriteItem: (body) => {
      const { RequestItems = {} }: BatchWriteItemInput = JSON.parse(body);
      for (const [table, requests] of Object.entries(RequestItems)) {
        for (const { PutRequest, DeleteRequest } of requests) {
          const key = PutRequest?.Item ?? DeleteRequest?.Key ?? {};
          const bytes = PutRequest?.Item ? itemBytes(PutRequest.Item) : 0;
          wrote(table, text(key.pk), unitsOf(table, key, bytes));
          if (PutRequest?.Item) put(table, PutRequest.Item, bytes);
          else remove(table, key);
        }
      }
      return { status: 200, body: { UnprocessedItems: {} } };
    },

    TransactWriteItems: (body) => {
      const { TransactItems = [] }: TransactWriteItemsInput = JSON.parse(body);
      const writes = TransactItems.map(writeOf);
      // A transaction that is refused has been paid for, too.
      for (const { table, key, item } of writes)
        wrote(table, text(key.pk), 2 * unitsOf(table, key, item ? itemBytes(item) : 0));
      const holds = writes.map(({ table, key, condition }) => conditionHolds(condition, rowOf(table, key)?.item));
      if (holds.includes(false)) {
        const reasons = holds.map((held) => ({ Code: held ? 'None' : 'ConditionalCheckFailed' }));
        const error = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
        return { status: 400, body: { __type: error, message: 'canceled', CancellationReasons: reasons } };
      }
      for (const { table, key, item, kind } of writes) {
        if (item) put(table, item, itemBytes(item));
        else if (kind === 'delete') remove(table, key);
      }
      return { status: 200, body: {} };
    },
  };

  return {
    answer: (operation, body) => {
      const handle = operations[operation];
      if (!handle) throw new TypeError(`the fake DynamoDB does not know ${operation}`);
      meter.add(`dynamodb ${operation}`);
      return handle(body);
    },
    *rows(table) {
      for (const { rows } of tables.get(table)?.values() ?? []) for (const { item } of rows.values()) yield item;
    },
    stored: (table) => {
      const all = [...(tables.get(table)?.values() ?? [])].flatMap(({ rows }) => [...rows.values()]);
      return { rows: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) };
    },
  };
}

const text = (value: AttributeValue | undefined): string => value?.S ?? '';
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What a partition holds: its name without owners, runs and shards. */
const areaOf = (pk: string): string =>
  pk.includes('|') ? (pk.split('|')[0] ?? '') : pk.replace(/^run\/[^/]+/, 'run').replace(/^(?!run)([^/]+)\/.*$/, '$1');

function inRange(keys: readonly string[], input: QueryInput): readonly string[] {
  const values = input.ExpressionAttributeValues ?? {};
  const [prefix, from, to] = [values[':prefix']?.S, values[':from']?.S, values[':to']?.S];
  if (prefix === undefined && from === undefined && to === undefined) return keys;
  // BETWEEN includes its upper end, `<` does not.
  const isBetween = from !== undefined && to !== undefined;
  return keys.filter((sk) => {
    if (prefix !== undefined) return sk.startsWith(prefix);
    if (from !== undefined && compare(sk, from) < 0) return false;
    return to === undefined || (isBetween ? compare(sk, to) <= 0 : compare(sk, to) < 0);
  });
}

interface WireWrite {
  readonly kind: 'put' | 'delete' | 'check';
  readonly table: string;
  readonly key: WireItem;
  readonly item?: WireItem;
  readonly condition: WireCondition;
}

function writeOf({ Put, Delete, ConditionCheck }: TransactWriteItem): WireWrite {
  if (Put)
    return { kind: 'put', table: Put.TableName ?? '', key: Put.Item ?? {}, item: Put.Item ?? {}, condition: Put };
  const of = Delete ?? ConditionCheck;
  const kind = Delete ? 'delete' : 'check';
  return { kind, table: of?.TableName ?? '', key: of?.Key ?? {}, condition: of ?? {} };
}
