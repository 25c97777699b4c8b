import type { QueueName, QueuePort } from '../pipeline/ports.ts';

/** Who takes the messages of one queue, and how many at a time. */
export interface QueueConsumer {
  readonly handle: (message: unknown) => Promise<void>;
  readonly concurrency: number;
}

/** Props of a queue that lives in this process. */
export interface MemoryQueueProps {
  readonly consumers: Readonly<Record<QueueName, QueueConsumer>>;
  /** A handler failed. The message is not handed out again: the dispatcher grants its work anew. */
  readonly onRejected: (queue: QueueName, cause: unknown) => void;
}

/** A queue that hands its messages to handlers in this process. */
export interface MemoryQueue extends QueuePort {
  /** Resolves when no message waits and no handler runs. */
  idle(): Promise<void>;
}

/** Makes the queues of one process. Messages are copied through JSON, as on the wire. */
export function memoryQueue(props: MemoryQueueProps): MemoryQueue {
  const lanes = {
    collect: lane('collect', props),
    extract: lane('extract', props),
    convert: lane('convert', props),
  };
  const all = Object.values(lanes);
  return {
    send: async (queue, messages) => {
      for (const text of messages.map((message) => JSON.stringify(message))) lanes[queue].take(text);
    },
    idle: async () => {
      // A handler may have sent to another queue.
      while (all.some((each) => each.isBusy())) await Promise.all(all.map((each) => each.idle()));
    },
  };
}

interface Lane {
  take(text: string): void;
  isBusy(): boolean;
  idle(): Promise<void>;
}

function lane(queue: QueueName, { consumers, onRejected }: MemoryQueueProps): Lane {
  const { handle, concurrency } = consumers[queue];
  const waiting: string[] = [];
  const running = new Set<Promise<void>>();

  const run = async (text: string): Promise<void> => {
    try {
      await handle(JSON.parse(text));
    } catch (cause) {
      onRejected(queue, cause);
    }
  };
  const start = (): void => {
    while (running.size < concurrency) {
      const text = waiting.shift();
      if (text === undefined) return;
      const work = Promise.resolve(text).then(run);
      running.add(work);
      work.finally(() => {
        running.delete(work);
        start();
      });
    }
  };
  return {
    take: (text) => {
      waiting.push(text);
      start();
    },
    isBusy: () => waiting.length + running.size > 0,
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
