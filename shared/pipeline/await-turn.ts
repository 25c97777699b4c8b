import type { Grant } from '../contract/message.ts';
import { type Budget, CLOSING_MILLISECONDS, expire, settle } from './budget.ts';
import { changeBudget, readBudget } from './budget-row.ts';
import type { ClockPort, TablePort } from './ports.ts';

/** How often a worker whose grant is the next looks whether the last one has ended. */
const A_LOOK = 200;
/** With less time than this left, a turn is not worth it. Milliseconds. */
const SHORTEST_TURN = 5_000;

/**
 * Waits until the grant that was taken is the one that is spent: its predecessor has ended, or died and cannot send any
 * more. Two workers never spend a token at a time, so that who is spending learns of every refusal. Answers the budget as
 * it is then; undefined when the turn does not come, and nothing may be spent.
 */
export async function awaitTurn(
  { table, clock }: { table: TablePort; clock: ClockPort },
  budget: NonNullable<Grant['budget']>,
  invocation: { readonly id: string; readonly deadline: number },
  taken: Budget,
): Promise<Budget | undefined> {
  const isMine = (spending: Budget['grant']) => spending?.id === budget.grant && spending.by === invocation.id;
  for (let row = taken; ; row = await readBudget(table, budget.connection, budget.token)) {
    if (isMine(row.grant)) return row;
    if (!isMine(row.next)) return undefined;
    const now = clock.now();
    if (now > invocation.deadline - CLOSING_MILLISECONDS - SHORTEST_TURN) {
      const nothing = { isGood: false, speed: null };
      await changeBudget(table, budget, (before) => settle(before, budget.grant, nothing));
      return undefined;
    }
    if (row.grant && now >= row.grant.until) await changeBudget(table, budget, (before) => expire(before, now));
    else await clock.sleep(A_LOOK);
  }
}
