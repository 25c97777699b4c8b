import type { WorkItem } from '../contract/work-item.ts';
import { factOf, type Tell } from './fact.ts';
import { commit, type Done, release } from './ledger.ts';
import type { ClockPort, TablePort } from './ports.ts';

/** A failed item is granted again after this, doubled for each attempt. Milliseconds. */
const PAUSE = 1_000;

/** Gives a failed item back for another attempt, and lets the failure be seen; after some the dispatcher buries it. */
export async function orRelease(
  ports: { table: TablePort; clock: ClockPort; tell?: Tell },
  item: WorkItem,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const back = release(item, ports.clock.now() + PAUSE * 2 ** item.attempts);
    await commit(ports.table, item, { done: nothing(item), successors: [back] });
    ports.tell?.(factOf(item, 'item released', { reason: error instanceof Error ? error.message : String(error) }));
    throw error;
  }
}

const nothing = (item: WorkItem): Done => ({ scope: item.scope, stream: item.stream, counts: {}, stages: {} });
