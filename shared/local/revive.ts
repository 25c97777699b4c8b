import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import { WorkItem } from '../contract/work-item.ts';
import { changeBudget } from '../pipeline/budget-row.ts';
import { toItem } from '../pipeline/deep-json.ts';
import { rowsOf } from '../pipeline/expand.ts';
import type { Item, TablePort } from '../pipeline/ports.ts';

/**
 * Takes back what a killed process held: its claims, grants and slices. Only for the holder of the store's lock, which
 * knows that no other process lives. One attempt stays, so that convert settles what was left half written; no more, as it
 * was the process that was killed, however often, and not the item that failed.
 */
export async function revive(table: TablePort, head: RunHead): Promise<void> {
  const held: Item[] = [];
  for await (const row of rowsOf(table, places.items(head.run))) {
    const item = WorkItem.parse(row);
    if (item.claimUntil > 0 || item.grantUntil > 0)
      held.push(
        toItem({
          ...item,
          attempts: Math.min(item.attempts, 1),
          claimBy: '',
          claimUntil: 0,
          grantUntil: 0,
          grantTick: 0,
        }),
      );
  }
  if (held.length > 0) await table.writeMany(held);
  for (const { plugin, name, tokens } of head.connections)
    for (const token of tokens.length > 0 ? tokens : [null])
      await changeBudget(table, { connection: `${plugin}/${name}`, token }, (budget) =>
        budget.grant || budget.next ? { ...budget, grant: null, next: null } : undefined,
      );
}
