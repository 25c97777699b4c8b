import { describe, expect, test } from 'vitest';
import type { QueueName, QueuePort } from '../../shared/pipeline/ports.ts';

/** A queue, and what arrives at its far end. */
export interface TestedQueue {
  readonly queue: QueuePort;
  /** Waits for so many messages of one queue and takes them. */
  readonly receive: (queue: QueueName, count: number) => Promise<readonly unknown[]>;
}

/** Laws that every queue keeps; what may be lost, doubled or late on AWS is not in an idle test. */
export function queueLaws(name: string, open: () => TestedQueue | Promise<TestedQueue>): void {
  describe(`queues: ${name}`, () => {
    test('a message arrives at its queue as it was', async () => {
      const { queue, receive } = await open();
      const message = { run: 'r', text: 'é😀\uFFFF\u0001"', list: [1, null, { a: true }] };

      await queue.send('extract', [message]);
      await queue.send('convert', [{ other: 1 }]);

      expect(await receive('extract', 1)).toEqual([message]);
      expect(await receive('convert', 1)).toEqual([{ other: 1 }]);
    });

    test('more messages than one call of AWS takes all arrive', async () => {
      const { queue, receive } = await open();
      const messages = Array.from({ length: 57 }, (_, n) => ({ n }));

      await queue.send('collect', messages);

      expect(new Set(await receive('collect', 57))).toEqual(new Set(messages));
    });

    test('messages that are too large together are parted', async () => {
      const { queue, receive } = await open();
      const messages = Array.from({ length: 6 }, (_, n) => ({ n, text: 'é'.repeat(50_000) }));

      await queue.send('collect', messages);

      expect(new Set(await receive('collect', 6))).toEqual(new Set(messages));
    });

    test('no messages are no call', async () => {
      const { queue } = await open();

      await queue.send('collect', []);
    });
  });
}
