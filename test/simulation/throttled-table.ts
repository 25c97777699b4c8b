import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Attributes, toAttributes, toItem } from '../../shared/aws/attribute-value.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import type { ChancePort, ClockPort, TablePort } from '../../shared/pipeline/ports.ts';

const Wire = z.custom<Attributes>((value) => typeof value === 'object' && value !== null);
const Write = z.object({
  PutRequest: z.object({ Item: Wire }).exactOptional(),
  DeleteRequest: z.object({ Key: Wire }).exactOptional(),
});
const Batches = z.object({
  RequestItems: z.record(z.string(), z.union([z.array(Write), z.object({ Keys: z.array(Wire) })])),
});

/** What lies behind a table's name, while a call of it is under way. */
interface Behind {
  readonly table: TablePort;
  readonly chance: ChancePort;
  readonly tellsUnprocessed: boolean;
}

const underWay = new Map<string, Behind>();
let calls = 0;

/** A DynamoDB at its limit: of each batch it takes some, and hands the rest back. */
const client = new DynamoDBClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
});
client.middlewareStack.add(
  () =>
    async ({ input }) => ({ output: { $metadata: {}, ...(await answer(input)) }, response: undefined }),
  { step: 'initialize', priority: 'high' },
);

async function answer(input: unknown) {
  const [[name, batch] = ['', []]] = Object.entries(Batches.parse(input).RequestItems);
  const behind = underWay.get(name);
  if (!behind) throw new TypeError(`there is no table "${name}"`);
  const { table, chance, tellsUnprocessed } = behind;
  if (!Array.isArray(batch)) {
    const taken = Math.ceil(chance.next() * batch.Keys.length);
    const found = await table.getMany(batch.Keys.slice(0, taken).map(toItem));
    const left = batch.Keys.slice(taken);
    return {
      Responses: { [name]: found.map(toAttributes) },
      UnprocessedKeys: left.length > 0 ? { [name]: { Keys: left } } : {},
    };
  }
  const taken = Math.ceil(chance.next() * batch.length);
  const writes = batch.slice(0, taken);
  await table.writeMany(
    writes.flatMap(({ PutRequest }) => (PutRequest ? [toItem(PutRequest.Item)] : [])),
    writes.flatMap(({ DeleteRequest }) => (DeleteRequest ? [toItem(DeleteRequest.Key)] : [])),
  );
  const left = tellsUnprocessed ? batch.slice(taken) : [];
  return { UnprocessedItems: left.length > 0 ? { [name]: left } : {} };
}

/**
 * A table whose batches go through the adapter of DynamoDB and meet its limit: the adapter's own loop is what is played.
 * `tellsUnprocessed` is false for the bug that what was not processed is dropped.
 */
export function throttledTable(
  table: TablePort,
  { clock, chance }: { clock: ClockPort; chance: ChancePort },
  { tellsUnprocessed = true }: { tellsUnprocessed?: boolean } = {},
): TablePort {
  const through = async <T>(call: (adapter: TablePort) => Promise<T>): Promise<T> => {
    calls += 1;
    const name = `table-${calls}`;
    underWay.set(name, { table, chance, tellsUnprocessed });
    try {
      return await call(dynamoTable({ client, table: name, clock, chance }));
    } finally {
      underWay.delete(name);
    }
  };
  return {
    ...table,
    getMany: (places) => through((adapter) => adapter.getMany(places)),
    writeMany: (puts, deletes) => through((adapter) => adapter.writeMany(puts, deletes)),
  };
}
