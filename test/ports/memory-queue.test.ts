import { expect, test } from 'vitest';
import { memoryQueue, type QueueConsumer } from '../../shared/local/memory-queue.ts';
import type { QueueName } from '../../shared/pipeline/ports.ts';

const nobody: QueueConsumer = { concurrency: 1, handle: async () => {} };

test('no more handlers run at a time than a queue allows', async () => {
  let running = 0;
  let most = 0;
  const handle = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
  };
  const queue = memoryQueue({
    consumers: { collect: { concurrency: 3, handle }, extract: nobody, convert: nobody },
    onRejected: () => {},
  });

  await queue.send('collect', Array(20).fill({}));
  await queue.idle();

  expect([most, running]).toEqual([3, 0]);
});

test('a handler that fails is told of, and the others go on', async () => {
  const rejected: (readonly [QueueName, unknown])[] = [];
  const handled: unknown[] = [];
  const handle = async (message: unknown) => {
    if (message === 1) throw new Error('broken');
    handled.push(message);
  };
  const queue = memoryQueue({
    consumers: { collect: nobody, extract: { concurrency: 1, handle }, convert: nobody },
    onRejected: (name, cause) => rejected.push([name, cause]),
  });

  await queue.send('extract', [0, 1, 2]);
  await queue.idle();

  expect(handled).toEqual([0, 2]);
  expect(rejected).toEqual([['extract', new Error('broken')]]);
});

test('idle waits for what handlers send to other queues', async () => {
  const handled: unknown[] = [];
  const queue = memoryQueue({
    consumers: {
      collect: nobody,
      extract: { concurrency: 1, handle: (message) => queue.send('convert', [message]) },
      convert: {
        concurrency: 1,
        handle: async (message) => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          handled.push(message);
        },
      },
    },
    onRejected: () => {},
  });

  await queue.send('extract', ['a', 'b']);
  await queue.idle();

  expect(handled).toEqual(['a', 'b']);
});

test('an idle queue is idle at once', async () => {
  const consumers = { collect: nobody, extract: nobody, convert: nobody };

  await memoryQueue({ consumers, onRejected: () => {} }).idle();
});
