import type { RunHead, StageCounts, Totals } from '../contract/run.ts';
import { readBudget } from './budget-row.ts';
import type { ClockPort, TablePort } from './ports.ts';
import { isOpen } from './run-head.ts';

/** How far a stage is: requests for collect, work items for the others; planned = open + done + dead + canceled. */
export interface StageProgress {
  readonly planned: number;
  readonly open: number;
  readonly done: number;
  readonly dead: number;
  readonly canceled: number;
}

/** What may still be spent of a token; times are ISO 8601, null where nothing is known. */
export interface TokenProgress {
  readonly connection: string;
  readonly token: string | null;
  readonly requestsLeft: number | null;
  readonly resetAt: string | null;
  /** Until when the vendor said to wait. */
  readonly blockedUntil: string | null;
  /** Why the vendor refuses the credential; empty while it is good. */
  readonly refused: string;
}

/** How far a run is. */
export interface Progress {
  readonly stages: { readonly [Stage in keyof Totals['stages']]: StageProgress };
  /** Requests a second, over the last minute. */
  readonly rate: number;
  readonly tokens: readonly TokenProgress[];
  /** When the requests that are planned now will have been sent, at the present rate; null while that is unknown. */
  readonly estimatedEndAt: string | null;
}

const WINDOW_SECONDS = 60;

/** Reads how far a run is. */
export async function readProgress(
  ports: { table: TablePort; clock: ClockPort },
  head: RunHead,
  totals: Totals,
): Promise<Progress> {
  const now = ports.clock.now();
  const canceled = !isOpen(head);
  const { collect, extract, convert } = totals.stages;
  const stages = {
    collect: stageOf(collect, canceled),
    extract: stageOf(extract, canceled),
    convert: stageOf(convert, canceled),
  };
  const budgets = await budgetsOf(ports.table, head);
  const seconds = Math.min(WINDOW_SECONDS, Math.max(1, (now - head.createdAt) / 1000));
  const sent = budgets.flatMap(({ budget }) => budget.sent.filter(([second]) => second > now / 1000 - seconds));
  const rate = isOpen(head) ? sent.reduce((sum, [, count]) => sum + count, 0) / seconds : 0;
  const end = rate > 0 && stages.collect.open > 0 ? now + (stages.collect.open / rate) * 1000 : undefined;
  return {
    stages,
    rate: Math.round(rate * 10) / 10,
    tokens: budgets.map(({ connection, token, budget }) => ({
      connection,
      token,
      requestsLeft: budget.remaining !== null && now < budget.resetAt ? budget.remaining : null,
      resetAt: now < budget.resetAt ? new Date(budget.resetAt).toISOString() : null,
      blockedUntil: now < budget.blockedUntil ? new Date(budget.blockedUntil).toISOString() : null,
      refused: budget.bad,
    })),
    estimatedEndAt: end === undefined ? null : new Date(end).toISOString(),
  };
}

/** What a commit planned may be folded behind what became of it: it was planned all the same. */
function stageOf({ planned, done, dead }: StageCounts, hasEnded: boolean): StageProgress {
  const known = Math.max(planned, done + dead);
  const rest = known - done - dead;
  return { planned: known, open: hasEnded ? 0 : rest, done, dead, canceled: hasEnded ? rest : 0 };
}

async function budgetsOf(table: TablePort, head: RunHead) {
  const places = head.connections.flatMap(({ plugin, name, tokens }) =>
    (tokens.length > 0 ? tokens : [null]).map((token) => ({ connection: `${plugin}/${name}`, token })),
  );
  return Promise.all(
    places.map(async ({ connection, token }) => ({
      connection,
      token,
      budget: await readBudget(table, connection, token),
    })),
  );
}
