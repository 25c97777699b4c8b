import type { Grant } from '../contract/message.ts';
import type { RunConnection, RunHead } from '../contract/run.ts';
import type { Verdict } from '../plugin-sdk/answer.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { QuotaObservation } from '../plugin-sdk/quota.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { addSent, type Budget, observe, refuse, settle } from './budget.ts';
import { changeBudget } from './budget-row.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import type { ClockPort, Reply, TablePort, Validator, VendorPort } from './ports.ts';
import { isOpen, readHead } from './run-head.ts';

/** How often a worker looks whether its run was cancelled. */
const HEAD_MILLISECONDS = 2_000;
/** A worker stops well before its deadline, so that what it has can be stored and committed. */
const MARGIN_MILLISECONDS = 20_000;
/** Requests under way at one time where a vendor names no limit. */
const DEFAULT_CONCURRENCY = 8;

/** One worker spending one grant of one token. */
export interface CollectSession {
  /** Runs an action when a place among the requests under way is free. */
  readonly inTurn: <T>(action: () => Promise<T>) => Promise<T>;
  /** Asks, or answers undefined when nothing may be sent any more. */
  ask(request: WorkRequest, validator: Validator | undefined): Promise<Reply | undefined>;
  /** Takes in that the vendor said "stop", at once and for every run. */
  stop(verdict: Verdict): Promise<void>;
  /** Ends the grant: the token is free for the next one. */
  end(): Promise<void>;
}

/** Opens a session for a grant. */
export function openSession(
  ports: { table: TablePort; clock: ClockPort; vendor: VendorPort },
  at: {
    head: RunHead;
    connection: RunConnection;
    plugin: Plugin;
    budget: NonNullable<Grant['budget']>;
    deadline: number;
    /** The part of the full rate that the token bears now. */
    factor: number;
  },
): CollectSession {
  const { table, clock, vendor } = ports;
  const { connection, plugin, budget } = at;
  const place = { connection: budget.connection, token: budget.token };
  const quotas = plugin.quotas?.({ baseUrl: connection.baseUrl, anonymous: budget.token === null });
  const sent = new Map<number, number>();
  const seen: QuotaObservation[] = [];
  let left = budget.slice;
  let stopped = false;
  let refused = false;
  let lookedAt = clock.now();

  /** Takes in what was sent and seen since the last time, so that others know it while the grant goes on. */
  const flush = async (change: (row: Budget) => Budget): Promise<void> => {
    const [sending, seeing] = [new Map(sent), seen.splice(0)];
    sent.clear();
    await changeBudget(table, place, (row) => change(seeing.reduce(observe, addSent(row, sending))));
  };
  const look = async () => {
    if (clock.now() - lookedAt < HEAD_MILLISECONDS) return;
    lookedAt = clock.now();
    await flush((row) => row);
    const head = await readHead(table, at.head.run);
    if (head.canceledAt !== null || !isOpen(head)) stopped = true;
  };
  const mayAsk = async (): Promise<boolean> => {
    await look();
    if (stopped || left < 1 || clock.now() > at.deadline - MARGIN_MILLISECONDS) return false;
    left -= 1;
    const second = Math.floor(clock.now() / 1000);
    sent.set(second, (sent.get(second) ?? 0) + 1);
    return true;
  };

  return {
    // What is under way when a limit is met is sent in vain: after a refusal, fewer requests are.
    inTurn: limitConcurrency(Math.max(1, Math.floor((quotas?.concurrency ?? DEFAULT_CONCURRENCY) * at.factor))),
    ask: async (request, validator) => {
      if (!(await mayAsk())) return undefined;
      const { deadline } = at;
      const { token } = budget;
      const reply = await vendor.ask({ plugin, connection, token, request, deadline, ...(validator && { validator }) });
      if (reply.observed) seen.push(reply.observed);
      return reply;
    },
    stop: async (verdict) => {
      stopped = true;
      const now = clock.now();
      if (verdict.kind === 'credential') await changeBudget(table, place, (row) => ({ ...row, bad: verdict.reason }));
      if (verdict.kind === 'limit' && !refused) {
        refused = true;
        const { until, secondary } = verdict;
        await flush((row) => refuse(row, { now, until, secondary }));
      }
    },
    end: async () => {
      await flush((row) => settle(row, budget.grant, !refused));
    },
  };
}
