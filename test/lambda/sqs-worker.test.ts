import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { Grant, MESSAGE_VERSION } from '../../shared/contract/message.ts';
import { sqsWorker } from '../../shared/lambda/sqs-worker.ts';

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'sluice-extract',
  functionVersion: '1',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '512',
  awsRequestId: 'invocation-1',
  logGroupName: 'g',
  logStreamName: 's',
  getRemainingTimeInMillis: () => 300_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

const eventOf = (...messages: readonly object[]): SQSEvent => ({
  Records: messages.map((message, i) => ({
    messageId: `message-${i}`,
    receiptHandle: 'r',
    body: JSON.stringify(message),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:extract',
    awsRegion: 'eu-central-1',
  })),
});

const message = (more: object = {}) => ({ version: MESSAGE_VERSION, run: 'r', tick: 1, items: ['a'], ...more });

test('a message of newer code is put back, whatever it says, and its neighbours are worked on', async () => {
  const worked: string[] = [];
  const worker = sqsWorker(Grant, async ({ run }) => void worked.push(run));

  const answer = await worker(
    eventOf(message({ run: 'ours' }), { version: MESSAGE_VERSION + 1, whatever: true }, message({ run: 'too' })),
    context,
  );

  expect(worked.sort()).toEqual(['ours', 'too']);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
});

test('a message as the first version sent it is read', async () => {
  const worked: unknown[] = [];
  const worker = sqsWorker(Grant, async (grant) => void worked.push(grant));
  const budget = { grant: 'g', connection: 'github/here', token: null, slice: 5 };

  const answer = await worker(eventOf({ version: 1, run: 'r', tick: 3, items: ['a', 'b'], budget }), context);

  expect(answer).toEqual({ batchItemFailures: [] });
  expect(worked).toEqual([{ version: 1, run: 'r', tick: 3, items: ['a', 'b'], budget }]);
});

test('what newer code added to a message of this version does no harm', async () => {
  const worked: string[] = [];
  const worker = sqsWorker(Grant, async ({ run }) => void worked.push(run));

  const answer = await worker(eventOf(message({ added: 1 })), context);

  expect(answer).toEqual({ batchItemFailures: [] });
  expect(worked).toEqual(['r']);
});
