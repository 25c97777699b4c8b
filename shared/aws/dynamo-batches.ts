import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { InvalidInputError } from '../errors.ts';
import type { Item, Place } from '../pipeline/ports.ts';
import { type Attributes, toAttributes, toItem, toKey } from './attribute-value.ts';
import { inParallel, pieces } from './in-parallel.ts';
import { callOptions, type Patience, persist, type Try } from './patience.ts';

interface Batches extends Patience {
  readonly client: DynamoDBClient;
  readonly table: string;
}

const READS_A_BATCH = 100;
const WRITES_A_BATCH = 25;
// Eight answers of 25 writes in some 10 ms each: about 20,000 rows a second, more than one function's CPU makes.
const WIDTH = 8;

/** Reads any number of rows, batch by batch; keys that were not processed are asked for again. */
export async function readBatches(props: Batches, places: readonly Place[]): Promise<readonly Item[]> {
  const distinct = new Map(places.map((place) => [nameOf(place), place]));
  const keys = [...distinct.values()].map(toKey);
  const found: Item[] = [];
  await inParallel(WIDTH, pieces(keys, READS_A_BATCH), (batch) =>
    untilNoneLeft(props, 'reading', batch, async (left) => {
      const request = { [props.table]: { Keys: [...left], ConsistentRead: true } };
      const answer = await props.client.send(new BatchGetItemCommand({ RequestItems: request }), callOptions(props));
      for (const attributes of answer.Responses?.[props.table] ?? []) found.push(toItem(attributes));
      return answer.UnprocessedKeys?.[props.table]?.Keys ?? [];
    }),
  );
  return found;
}

/** Writes any number of rows, batch by batch; those that were not processed are sent again. */
export async function writeBatches(props: Batches, puts: readonly Item[], deletes: readonly Place[]): Promise<void> {
  checkDistinct([...puts, ...deletes]);
  // Built batch by batch: all at once would hold every row twice.
  const requests: readonly (() => WriteRequest)[] = [
    ...puts.map((item) => () => ({ PutRequest: { Item: toAttributes(item) } })),
    ...deletes.map((place) => () => ({ DeleteRequest: { Key: toKey(place) } })),
  ];
  await inParallel(WIDTH, pieces(requests, WRITES_A_BATCH), (batch) =>
    untilNoneLeft(
      props,
      'writing',
      batch.map((request) => request()),
      async (left) => {
        const request = { [props.table]: [...left] };
        const answer = await props.client.send(
          new BatchWriteItemCommand({ RequestItems: request }),
          callOptions(props),
        );
        return answer.UnprocessedItems?.[props.table] ?? [];
      },
    ),
  );
}

/** Calls until it answers with nothing left; fewer left is progress. */
async function untilNoneLeft<T extends WriteRequest | Attributes>(
  props: Batches,
  doing: string,
  batch: readonly T[],
  call: (left: readonly T[]) => Promise<readonly T[]>,
): Promise<void> {
  let left = batch;
  await persist(`${doing} ${batch.length} rows of table "${props.table}"`, props, async (): Promise<Try<void>> => {
    const before = left.length;
    left = await call(left);
    if (left.length === 0) return { answer: undefined };
    return { again: `${left.length} rows were not processed`, isProgress: left.length < before };
  });
}

function checkDistinct(places: readonly Place[]): void {
  const seen = new Set<string>();
  for (const place of places) {
    const name = nameOf(place);
    if (seen.has(name)) throw new InvalidInputError(`row ${name} is written twice: write it once`);
    seen.add(name);
  }
}

function nameOf(place: Place): string {
  return JSON.stringify([place.pk, place.sk]);
}
