import { places } from '../contract/places.ts';
import { HeldError } from '../errors.ts';
import { Budget } from './budget.ts';
import { toItem } from './deep-json.ts';
import type { TablePort } from './ports.ts';

const TRIES = 20;

/** Reads what is known of a token. */
export async function readBudget(table: TablePort, connection: string, token: string | null): Promise<Budget> {
  return Budget.parse((await table.get(places.budget(connection, token))) ?? {});
}

/** Changes a token's budget on condition that nobody else did; `change` returns undefined when nothing is to be done. */
export async function changeBudget(
  table: TablePort,
  at: { connection: string; token: string | null },
  change: (budget: Budget) => Budget | undefined,
): Promise<Budget> {
  const place = places.budget(at.connection, at.token);
  for (let i = 0; i < TRIES; i += 1) {
    const stored = await table.get(place);
    const before = Budget.parse(stored ?? {});
    const after = change(before);
    if (!after) return before;
    const item = toItem({ ...place, ...after, rev: before.rev + 1 });
    const when = stored ? { equals: { rev: before.rev } } : { absent: true as const };
    if ((await table.transact([{ kind: 'put', item, when }])) === 'done') return after;
  }
  throw new HeldError(`the budget of ${at.connection} is changed by others all the time`);
}
