import { Grant } from '../../shared/contract/message.ts';
import { collect } from '../../shared/pipeline/collect.ts';
import { convert } from '../../shared/pipeline/convert.ts';
import { extract } from '../../shared/pipeline/extract.ts';
import type { QueueName } from '../../shared/pipeline/ports.ts';
import type { Disturbed } from './machine.ts';

/** What queues are made of; chances of a message to meet something. */
interface QueuesProps extends Disturbed {
  readonly workerSeconds: number;
  readonly messages: { readonly lost: number; readonly doubled: number; readonly late: number } | undefined;
}

/** As in infra/constructs/stages.ts: no worker that asks lives longer. */
const COLLECT_SECONDS = 60;
/** As in infra/constructs/worker.ts. */
const LIVES_OF_VISIBILITY = 6;
const RECEIVES = 5;
/** As in shared/lambda/sqs-worker.ts. */
const BEYOND = 30_000;
const workers = { collect, extract, convert };

/** Queues with a worker behind each: messages are lost, doubled, late, and received again when a worker fails. */
export function makeQueues({ time, chance, log, launch, isFaulty, workerSeconds, messages }: QueuesProps) {
  const send = (queue: QueueName, text: string): void => {
    const { lost = 0, doubled = 0, late = 0 } = (isFaulty() ? messages : undefined) ?? {};
    const copies = chance.happens(lost) ? 0 : chance.happens(doubled) ? 2 : 1;
    if (copies === 0) log('queue', 'lost', text);
    const soon = 5 + chance.next() * 200;
    for (let copy = 0; copy < copies; copy += 1) {
      const delay = chance.happens(late) ? 20_000 + chance.next() * 500_000 : soon + chance.next() * 20;
      time.at(time.now() + delay, () => void deliver(queue, text, 1));
    }
  };
  const deliver = async (queue: QueueName, text: string, receive: number): Promise<void> => {
    const received = time.now();
    const seconds = queue === 'collect' ? Math.min(COLLECT_SECONDS, workerSeconds) : workerSeconds;
    const { kind } = await launch(queue, seconds, (ports, process) => {
      const invocation = { id: process.name, deadline: process.abortsAt, claimUntil: process.abortsAt + BEYOND };
      return workers[queue](ports, Grant.parse(JSON.parse(text)), invocation);
    });
    if (kind !== 'done' && receive < RECEIVES)
      time.at(received + LIVES_OF_VISIBILITY * seconds * 1000, () => void deliver(queue, text, receive + 1));
  };
  return { send };
}
