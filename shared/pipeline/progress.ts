import type { RunHead, StageCounts, Totals } from '../contract/run.ts';
import type { Budget } from './budget.ts';
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
  /** How many of them are left for people. */
  readonly kept: number;
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
  /** Until when no token may be spent, though requests are open; null while one may. */
  readonly waitsUntil: string | null;
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
  const { collect, extract, convert, enrich, publish } = totals.stages;
  const stages = {
    collect: stageOf(collect, canceled),
    extract: stageOf(extract, canceled),
    convert: stageOf(convert, canceled),
    enrich: stageOf(enrich, canceled),
    publish: stageOf(publish, canceled),
  };
  const budgets = await budgetsOf(ports.table, head);
  const seconds = Math.min(WINDOW_SECONDS, Math.max(1, (now - head.createdAt) / 1000));
  const sent = budgets.flatMap(({ budget }) => budget.sent.filter(([second]) => second > now / 1000 - seconds));
  const rate = isOpen(head) ? sent.reduce((sum, [, count]) => sum + count, 0) / seconds : 0;
  const tokens = budgets.map((of) => tokenOf(of, now));
  const { open } = stages.collect;
  const waits = tokens.map(waitOf);
  const waitsUntil = open > 0 && waits.length > 0 && !waits.includes(0) ? Math.min(...waits) : 0;
  return {
    stages,
    rate: Math.round(rate * 10) / 10,
    tokens,
    waitsUntil: instant(waitsUntil),
    estimatedEndAt: instant(endOf(tokens, { now, open, rate, waitsUntil })),
  };
}

const instant = (at: number): string | null => (at > 0 ? new Date(at).toISOString() : null);

function tokenOf({ connection, token, share, budget }: TokenBudget, now: number): TokenProgress {
  const isCurrent = now < budget.resetAt;
  return {
    connection,
    token,
    requestsLeft: isCurrent ? budget.remaining : null,
    kept: Math.ceil((budget.limit ?? 0) * share),
    resetAt: isCurrent ? new Date(budget.resetAt).toISOString() : null,
    blockedUntil: now < budget.blockedUntil ? new Date(budget.blockedUntil).toISOString() : null,
    refused: budget.bad,
  };
}

const spendable = ({ requestsLeft, kept }: TokenProgress): number =>
  requestsLeft === null ? Number.POSITIVE_INFINITY : Math.max(0, requestsLeft - kept);

/** Until when a token may not be spent; 0 when it may, or will never be. */
function waitOf(of: TokenProgress): number {
  if (of.blockedUntil !== null) return Date.parse(of.blockedUntil);
  return spendable(of) < 1 && of.resetAt !== null ? Date.parse(of.resetAt) : 0;
}

/** What the tokens still allow is sent at the present rate, the rest after the last reset that is known. */
function endOf(
  tokens: readonly TokenProgress[],
  { now, open, rate, waitsUntil }: { now: number; open: number; rate: number; waitsUntil: number },
): number {
  if (open === 0 || (rate === 0 && waitsUntil === 0)) return 0;
  const rest = open - tokens.reduce((sum, of) => sum + spendable(of), 0);
  const begins = Math.max(
    now,
    waitsUntil,
    ...tokens.map(({ resetAt }) => (rest > 0 ? Date.parse(resetAt ?? '') || 0 : 0)),
  );
  return begins + (rate > 0 ? ((rest > 0 ? rest : open) / rate) * 1000 : 0);
}

interface TokenBudget {
  readonly connection: string;
  readonly token: string | null;
  readonly share: number;
  readonly budget: Budget;
}

/** What a commit planned may be folded behind what became of it: it was planned all the same. */
function stageOf({ planned, done, dead }: StageCounts, hasEnded: boolean): StageProgress {
  const known = Math.max(planned, done + dead);
  const rest = known - done - dead;
  return { planned: known, open: hasEnded ? 0 : rest, done, dead, canceled: hasEnded ? rest : 0 };
}

async function budgetsOf(table: TablePort, head: RunHead): Promise<readonly TokenBudget[]> {
  const places = head.connections.flatMap(({ plugin, name, tokens, share }) =>
    (tokens.length > 0 ? tokens : [null]).map((token) => ({ connection: `${plugin}/${name}`, token, share })),
  );
  return Promise.all(
    places.map(async ({ connection, token, share }) => ({
      connection,
      token,
      share,
      budget: await readBudget(table, connection, token),
    })),
  );
}
