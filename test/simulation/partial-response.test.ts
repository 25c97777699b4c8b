import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { Grant, MESSAGE_VERSION } from '../../shared/contract/message.ts';
import { sqsWorker } from '../../shared/lambda/sqs-worker.ts';
import { seeded } from './chance.ts';

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'sluice-extract',
  functionVersion: '1',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '512',
  awsRequestId: 'invocation',
  logGroupName: 'g',
  logStreamName: 's',
  getRemainingTimeInMillis: () => 300_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
const attributes = {
  ApproximateReceiveCount: '1',
  SentTimestamp: '0',
  SenderId: 's',
  ApproximateFirstReceiveTimestamp: '0',
};
const eventOf = (runs: readonly string[]): SQSEvent => ({
  Records: runs.map((run) => ({
    messageId: `message of ${run}`,
    receiptHandle: 'r',
    body: JSON.stringify({ version: MESSAGE_VERSION, run, tick: 1, items: ['a'] }),
    attributes,
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:extract',
    awsRegion: 'eu-central-1',
  })),
});

const MESSAGES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const MOST_DELIVERIES = 40;

/** A queue as SQS is: it forgets every message of a batch that the answer does not name. Answers what was never worked on. */
async function lostBy(
  seed: number,
  answered: (answer: SQSBatchResponse) => SQSBatchResponse,
): Promise<readonly string[]> {
  const chance = seeded(seed);
  const worked = new Set<string>();
  const worker = sqsWorker(Grant, async ({ run }) => {
    if (chance.happens(0.5)) throw new TypeError('a worker that fails');
    worked.add(run);
  });
  let left: readonly string[] = MESSAGES;
  for (let i = 0; i < MOST_DELIVERIES && left.length > 0; i += 1) {
    const { batchItemFailures } = answered(await worker(eventOf(left), context));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    left = left.filter((run) => failed.has(`message of ${run}`));
  }
  return MESSAGES.filter((run) => !worked.has(run));
}

/** The id of the message before the one that failed. */
const beside = ({ batchItemFailures }: SQSBatchResponse): SQSBatchResponse => ({
  batchItemFailures: batchItemFailures.map(({ itemIdentifier }) => {
    const run = itemIdentifier.at(-1) ?? '';
    return { itemIdentifier: `message of ${MESSAGES[Math.max(0, MESSAGES.indexOf(run) - 1)]}` };
  }),
});

describe('a batch of messages of which some fail', () => {
  test('is delivered again but for those that were worked on', async () => {
    for (const seed of [1, 2, 3, 4]) expect(await lostBy(seed, (answer) => answer), `seed ${seed}`).toEqual([]);
  });

  test.each([
    ['the wrong item id in the partial response', beside],
    ['no partial response', (): SQSBatchResponse => ({ batchItemFailures: [] })],
  ])('a bug that is brought in is found: %s', async (_, bug) => {
    expect(await lostBy(1, bug)).not.toEqual([]);
  });
});
