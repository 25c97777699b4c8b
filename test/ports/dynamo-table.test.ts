import { describe, expect, test } from 'vitest';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { InvalidInputError, UnreachableError } from '../../shared/errors.ts';
import { type FakeAnswer, fakeDynamo, impatientClock } from './fake-dynamo.ts';

const row = { pk: 'p', sk: 's', n: 1 };
const put = { kind: 'put', item: row } as const;
const half = { next: () => 0.5 };

function canceled(...codes: readonly string[]): FakeAnswer {
  return { error: 'TransactionCanceledException', fields: { CancellationReasons: codes.map((Code) => ({ Code })) } };
}

describe('a batch of writes', () => {
  const rows = Array.from({ length: 60 }, (_, n) => ({ pk: 'p', sk: `${n}` }));

  test('is sent again until nothing is unprocessed', async () => {
    const stored: unknown[] = [];
    await using fake = await fakeDynamo(({ batch }) => {
      // One row of each call is taken, as by a table at its limit.
      stored.push(...batch.slice(0, 1));
      return { body: { UnprocessedItems: batch.length > 1 ? { t: batch.slice(1) } : {} } };
    });
    const clock = impatientClock();

    await dynamoTable({ client: fake.client, table: 't', clock, chance: half }).writeMany(rows);

    expect(new Set(stored.map((each) => JSON.stringify(each))).size).toBe(60);
    expect(Math.max(...fake.calls.map(({ batch }) => batch.length))).toBe(25);
    expect(clock.waits).toHaveLength(57);
  });

  test('gives up after ten calls without progress, having waited longer and longer', async () => {
    await using fake = await fakeDynamo(({ batch }) => ({ body: { UnprocessedItems: { t: batch } } }));
    const clock = impatientClock();
    const table = dynamoTable({ client: fake.client, table: 't', clock, chance: half });

    await expect(table.writeMany([row])).rejects.toThrow(UnreachableError);

    expect(clock.waits).toEqual([25, 50, 100, 200, 400, 800, 1000, 1000, 1000]);
  });

  test('that is throttled as a whole is sent again', async () => {
    await using fake = await fakeDynamo((_call, count) =>
      count < 3 ? { error: 'ProvisionedThroughputExceededException' } : { body: { UnprocessedItems: {} } },
    );

    await dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half }).writeMany([row]);

    expect(fake.calls).toHaveLength(3);
  });

  test('that is invalid is not', async () => {
    await using fake = await fakeDynamo(() => ({ error: 'ValidationException' }));
    const table = dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half });

    await expect(table.writeMany(rows)).rejects.toThrow(InvalidInputError);

    expect(fake.calls.length).toBeLessThanOrEqual(3);
  });

  test('in which one fails ends after those in flight, and begins no other', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => ({ pk: 'p', sk: `${n}` }));
    await using fake = await fakeDynamo((_call, count) =>
      count === 1 ? { error: 'ValidationException' } : { body: { UnprocessedItems: {} } },
    );
    const table = dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half });

    await expect(table.writeMany(many)).rejects.toThrow(InvalidInputError);
    const atEnd = fake.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(atEnd).toBeLessThan(40);
    expect(fake.calls).toHaveLength(atEnd);
  });
});

test('keys that were not processed are asked for again', async () => {
  await using fake = await fakeDynamo(({ batch }) => {
    const [first, ...rest] = batch;
    return { body: { Responses: { t: [first] }, UnprocessedKeys: rest.length > 0 ? { t: { Keys: rest } } : {} } };
  });
  const places = Array.from({ length: 5 }, (_, n) => ({ pk: 'p', sk: `${n}` }));

  const table = dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half });

  expect(await table.getMany(places)).toEqual(places);
  expect(fake.calls.every(({ input }) => JSON.stringify(input).includes('"ConsistentRead":true'))).toBe(true);
});

describe('a transaction', () => {
  test('whose condition fails is refused, whatever else hindered it', async () => {
    await using fake = await fakeDynamo(() => canceled('None', 'TransactionConflict', 'ConditionalCheckFailed'));
    const table = dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half });

    expect(await table.transact([put])).toBe('refused');
    expect(fake.calls).toHaveLength(1);
  });

  test.each([
    ['conflicts', canceled('TransactionConflict', 'None')],
    ['is throttled in part', canceled('ThrottlingError')],
    ['is throttled', { error: 'ThrottlingException' }],
    ['is still being done', { error: 'TransactionInProgressException' }],
  ])('that %s is sent again under the same token', async (_title, hindrance) => {
    await using fake = await fakeDynamo((_call, count) => (count < 4 ? hindrance : { body: {} }));
    const table = dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half });

    expect(await table.transact([put])).toBe('done');

    expect(fake.calls).toHaveLength(4);
    expect(new Set(fake.calls.map(({ input }) => input.ClientRequestToken)).size).toBe(1);
  });

  test('has a token of its own', async () => {
    await using fake = await fakeDynamo(() => ({ body: {} }));
    const table = dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half });

    await table.transact([put]);
    await table.transact([put]);

    expect(new Set(fake.calls.map(({ input }) => input.ClientRequestToken)).size).toBe(2);
  });

  test('with an invalid row is an error of the caller', async () => {
    await using fake = await fakeDynamo(() => canceled('ValidationError'));
    const table = dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half });

    await expect(table.transact([put])).rejects.toThrow(InvalidInputError);
  });

  test('that conflicts for ever is unreachable', async () => {
    await using fake = await fakeDynamo(() => canceled('TransactionConflict'));
    const table = dynamoTable({ client: fake.client, table: 't', clock: impatientClock(), chance: half });

    await expect(table.transact([put])).rejects.toThrow(UnreachableError);
    expect(fake.calls).toHaveLength(10);
  });
});

test('a call is aborted at the deadline, and not made again', async () => {
  await using fake = await fakeDynamo(() => 'never');
  const signal = AbortSignal.timeout(100);
  const table = dynamoTable({
    client: fake.client,
    table: 't',
    clock: impatientClock(),
    chance: half,
    signal: () => signal,
  });

  await expect(table.get(row)).rejects.toThrow(/aborted at the deadline/);

  expect(fake.calls).toHaveLength(1);
});

test('after the deadline nothing is sent', async () => {
  await using fake = await fakeDynamo(() => ({ body: {} }));
  const table = dynamoTable({
    client: fake.client,
    table: 't',
    clock: impatientClock(),
    chance: half,
    signal: () => AbortSignal.abort(),
  });

  await expect(table.writeMany([row])).rejects.toThrow(UnreachableError);

  expect(fake.calls).toHaveLength(0);
});
