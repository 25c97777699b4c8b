import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { InvalidInputError } from '../errors.ts';
import type { QueueName, QueuePort } from '../pipeline/ports.ts';
import { callOptions, type Patience, persist, type Try } from './patience.ts';

/** Props of the queues. */
export interface SqsQueueProps extends Patience {
  readonly client: SQSClient;
  readonly urls: Readonly<Record<QueueName, string>>;
}

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html; newer queues take
// 1 MiB, our messages are hints and stay far below either.
const MOST_BYTES = 262_144;
const MOST_ENTRIES = 10;

/** Queues in SQS. A message is its JSON. */
export function sqsQueue(props: SqsQueueProps): QueuePort {
  return {
    send: async (queue, messages) => {
      const bodies = messages.map(bodyOf);
      for (const batch of batchesOf(bodies)) await sendBatch(props, queue, batch);
    },
  };
}

async function sendBatch(props: SqsQueueProps, queue: QueueName, batch: readonly Entry[]): Promise<void> {
  let left = batch;
  await persist(`sending to the ${queue} queue`, props, async (): Promise<Try<void>> => {
    const command = new SendMessageBatchCommand({ QueueUrl: props.urls[queue], Entries: [...left] });
    const { Failed = [] } = await props.client.send(command, callOptions(props));
    const refused = Failed.find(({ SenderFault }) => SenderFault);
    if (refused)
      throw new InvalidInputError(`the ${queue} queue refuses a message: ${refused.Code} ${refused.Message}`);
    if (Failed.length === 0) return { answer: undefined };
    const failed = new Set(Failed.map(({ Id }) => Id));
    const before = left.length;
    left = left.filter(({ Id }) => failed.has(Id));
    return { again: `${failed.size} messages failed: ${Failed[0]?.Code}`, isProgress: failed.size < before };
  });
}

function* batchesOf(bodies: readonly string[]): Iterable<readonly Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    if (batch.length === MOST_ENTRIES || bytes + size > MOST_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ Id: String(batch.length), MessageBody: body });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function bodyOf(message: unknown): string {
  // SQS takes the characters of XML 1.0 only; JSON escapes the others by itself.
  const body = JSON.stringify(message).replace(/[\uFFFE\uFFFF]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
  const bytes = Buffer.byteLength(body);
  if (bytes <= MOST_BYTES) return body;
  throw new InvalidInputError(`a message of ${bytes} bytes, a queue takes ${MOST_BYTES}: send a reference to the work`);
}
