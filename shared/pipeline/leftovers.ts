import { places } from '../contract/places.ts';
import { WorkItem } from '../contract/work-item.ts';
import { leaveFor } from './bury.ts';
import type { ClockPort, TablePort } from './ports.ts';

/** Items that one transaction removes, each with what is left of it. */
const A_BATCH = 40;

async function* itemsOf(table: TablePort, run: string): AsyncIterable<readonly WorkItem[]> {
  for (let after: string | undefined; ; ) {
    const page = await table.query(places.items(run), { limit: A_BATCH, ...(after !== undefined && { after }) });
    if (page.items.length > 0) yield page.items.map((item) => WorkItem.parse(item));
    if (page.last === undefined) return;
    after = page.last;
  }
}

/**
 * Removes every item of a run that is ending before its work is done, so that a late message finds nothing to claim;
 * extract and convert work is kept for the next run. Answers false when a claim still lives: nothing more is removed.
 */
export async function clearItems(table: TablePort, clock: ClockPort, run: string): Promise<boolean> {
  for await (const items of itemsOf(table, run)) {
    if (items.some((item) => item.claimUntil > clock.now())) return false;
    const outcome = await table.transact(
      items.flatMap((item) => [
        {
          kind: 'delete' as const,
          place: { pk: item.pk, sk: item.sk },
          when: { equals: { claimUntil: item.claimUntil, attempts: item.attempts } },
        },
        ...leaveFor(item),
      ]),
    );
    if (outcome === 'refused') return false;
  }
  return true;
}
