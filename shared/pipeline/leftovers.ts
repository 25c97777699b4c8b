import { places } from '../contract/places.ts';
import { WorkItem } from '../contract/work-item.ts';
import { leaveFor } from './bury.ts';
import type { ClockPort, TablePort, Write } from './ports.ts';

/** Items that are read at one time. */
const A_BATCH = 40;
/** Writes of one transaction, at most; an item leaves fewer than a quarter of them. */
const MOST_WRITES = 75;

async function* itemsOf(table: TablePort, run: string): AsyncIterable<readonly WorkItem[]> {
  for (let after: string | undefined; ; ) {
    const page = await table.query(places.items(run), { limit: A_BATCH, ...(after !== undefined && { after }) });
    if (page.items.length > 0) yield page.items.map((item) => WorkItem.parse(item));
    if (page.last === undefined) return;
    after = page.last;
  }
}

/** Whether a worker may still hold one of the run's items. */
export async function claimsLive(table: TablePort, clock: ClockPort, run: string): Promise<boolean> {
  for await (const items of itemsOf(table, run)) if (items.some((item) => item.claimUntil > clock.now())) return true;
  return false;
}

/**
 * Removes every item of a run that is ending before its work is done, so that a late message finds nothing to claim;
 * extract and convert work is kept for the next run. Answers false when a claim still lives: nothing more is removed.
 */
export async function clearItems(table: TablePort, clock: ClockPort, run: string): Promise<boolean> {
  for await (const items of itemsOf(table, run)) {
    if (items.some((item) => item.claimUntil > clock.now())) return false;
    for (const writes of transactionsOf(items)) if ((await table.transact(writes)) === 'refused') return false;
  }
  return true;
}

/** Removes items, each together with what is left of it. */
function transactionsOf(items: readonly WorkItem[]): readonly (readonly Write[])[] {
  const transactions: Map<string, Write>[] = [];
  for (const item of items) {
    const place = { pk: item.pk, sk: item.sk };
    const when = { equals: { claimUntil: item.claimUntil, attempts: item.attempts } };
    const last = transactions.at(-1);
    const writes = last && last.size < MOST_WRITES ? last : new Map<string, Write>();
    if (writes !== last) transactions.push(writes);
    writes.set(`${place.pk}\n${place.sk}`, { kind: 'delete', place, when });
    for (const write of leaveFor(item)) {
      const { pk, sk } = 'item' in write ? write.item : write.place;
      writes.set(`${pk}\n${sk}`, write);
    }
  }
  return transactions.map((writes) => [...writes.values()]);
}
