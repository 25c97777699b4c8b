import { randomUUID } from 'node:crypto';
import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { InvalidInputError } from '../errors.ts';
import type { Item, ItemPage, Range, TablePort, Write } from '../pipeline/ports.ts';
import { type Attributes, toAttributes, toItem, toKey } from './attribute-value.ts';
import { conditionExpression } from './condition-expression.ts';
import { readBatches, writeBatches } from './dynamo-batches.ts';
import { isInside, type KeyRange, keyRange } from './key-range.ts';
import { callOptions, nameOf, type Patience, persist, type Try, textOf } from './patience.ts';

/** Props of a table in DynamoDB, with the text keys `pk` and `sk`. */
export interface DynamoTableProps extends Patience {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** A table in DynamoDB. Every read is strongly consistent. */
export function dynamoTable(props: DynamoTableProps): TablePort {
  const { client, table } = props;
  const reads = { TableName: table, ConsistentRead: true };
  const ask = <T>(what: string, call: () => Promise<T>): Promise<T> =>
    persist(`${what} of table "${table}"`, props, async () => ({ answer: await call() })).catch(refuseInvalid);

  return {
    get: async (place) => {
      const command = new GetItemCommand({ ...reads, Key: toKey(place) });
      const { Item } = await ask('reading', () => client.send(command, callOptions(props)));
      return Item && toItem(Item);
    },

    getMany: (places) => readBatches(props, places).catch(refuseInvalid),

    query: (pk, range = {}) =>
      pageOf(pk, range, async (input) => {
        const { Items = [], LastEvaluatedKey } = await ask('querying', () =>
          client.send(new QueryCommand({ ...reads, ...input }), callOptions(props)),
        );
        return { items: Items.map(toItem), last: LastEvaluatedKey };
      }),

    transact: async (writes) => {
      checkWrites(writes);
      return writes.length === 0 ? 'done' : transact(props, writes).catch(refuseInvalid);
    },

    writeMany: (puts, deletes = []) => writeBatches(props, puts, deletes).catch(refuseInvalid),

    async *scan() {
      let from: { ExclusiveStartKey?: Attributes } | undefined = {};
      while (from) {
        const command: ScanCommand = new ScanCommand({ ...reads, ...from });
        const { Items = [], LastEvaluatedKey } = await ask('scanning', () => client.send(command, callOptions(props)));
        for (const attributes of Items) yield toItem(attributes);
        from = LastEvaluatedKey && { ExclusiveStartKey: LastEvaluatedKey };
      }
    },
  };
}

/**
 * Always TransactWriteItems, although PutItem with a condition costs half: a transaction carries a token, so one whose
 * answer was lost is known when it is sent again. A PutItem sent again (by the SDK or by us) would find its own row and be
 * reported as refused, and an unconditional one could overwrite what came after it.
 */
async function transact(props: DynamoTableProps, writes: readonly Write[]): Promise<'done' | 'refused'> {
  const command = new TransactWriteItemsCommand({
    ClientRequestToken: randomUUID(),
    TransactItems: writes.map((write) => toTransactItem(props.table, write)),
  });
  return persist(`writing to table "${props.table}"`, props, async (): Promise<Try<'done' | 'refused'>> => {
    try {
      await props.client.send(command, callOptions(props));
      return { answer: 'done' };
    } catch (cause) {
      if (!(cause instanceof TransactionCanceledException)) throw cause;
      const codes = (cause.CancellationReasons ?? [])
        .map(({ Code = 'None' }) => Code)
        .filter((code) => code !== 'None');
      if (codes.includes('ConditionalCheckFailed')) return { answer: 'refused' };
      if (codes.some((code) => !PASSING_REASONS.has(code))) throw cause;
      return { again: cause };
    }
  });
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
const PASSING_REASONS = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

function toTransactItem(TableName: string, write: Write): TransactWriteItem {
  const condition = write.when ? conditionExpression(write.when) : {};
  if (write.kind === 'put') return { Put: { TableName, Item: toAttributes(write.item), ...condition } };
  if (write.kind === 'delete') return { Delete: { TableName, Key: toKey(write.place), ...condition } };
  return { ConditionCheck: { TableName, Key: toKey(write.place), ...conditionExpression(write.when) } };
}

function checkWrites(writes: readonly Write[]): void {
  if (writes.length <= 100) return;
  throw new InvalidInputError(`a transaction of ${writes.length} writes: at most 100, split it`);
}

interface Answer {
  readonly items: readonly Item[];
  readonly last: Attributes | undefined;
}

/** Asks on until the limit is reached; without one, an answer is a page. */
async function pageOf(
  pk: string,
  range: Range,
  ask: (input: KeyRange & { readonly Limit?: number }) => Promise<Answer>,
): Promise<ItemPage> {
  const items: Item[] = [];
  let input = keyRange(pk, range);
  while (input) {
    // One row more than asked for tells whether there is more: DynamoDB gives a last key for a full page that is the last.
    const left = range.limit === undefined ? {} : { Limit: range.limit + 1 - items.length };
    const { items: found, last } = await ask({ ...input, ...left });
    items.push(...found.filter((item) => isInside(item, range)));
    const sk = last?.sk?.S;
    if (range.limit !== undefined && items.length > range.limit) return first(items, range.limit);
    if (!last || sk === undefined) return { items };
    if (range.limit === undefined) return { items, last: sk };
    input = { ...input, ExclusiveStartKey: last };
  }
  return { items };
}

function first(all: readonly Item[], limit: number): ItemPage {
  const items = all.slice(0, limit);
  const last = items.at(-1)?.sk;
  return { items, ...(last !== undefined && { last }) };
}

/** What DynamoDB refuses as invalid is the caller's to mend: a row too large or too deep, an empty key. */
function refuseInvalid(cause: unknown): never {
  const isInvalid = nameOf(cause) === 'ValidationException' || cause instanceof TransactionCanceledException;
  if (!isInvalid) throw cause;
  throw new InvalidInputError(`dynamodb refuses what it was given: ${textOf(cause)}`, [], { cause });
}
