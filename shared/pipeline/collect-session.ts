import type { Grant } from '../contract/message.ts';
import type { RunConnection } from '../contract/run.ts';
import type { Verdict } from '../plugin-sdk/answer.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { QuotaObservation, Quotas } from '../plugin-sdk/quota.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { addSent, type Budget, CLOSING_MILLISECONDS, factorAt, observe, refuse, settle, spent } from './budget.ts';
import { changeBudget } from './budget-row.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { endAtSpeed, paceOf, pacer } from './pace.ts';
import type { ClockPort, Reply, TablePort, Validator, VendorPort } from './ports.ts';
import { isOpen, readHead } from './run-head.ts';

/** How often a worker looks whether its run was cancelled; nothing is sent when it has not seen that for twice as long. */
const HEAD_MILLISECONDS = 2_000;
/** A worker does not wait longer for a limit: what is not sent then is granted when it can be. */
const LONGEST_PAUSE = 5_000;
/** An answer is waited for until so long before the worker's end, so that what else it has is committed. */
const STORING_MILLISECONDS = 8_000;
/** So many answers tell how fast a token can be spent. */
const ENOUGH_TO_TELL = 20;

/** One worker spending one grant of one token. */
export interface CollectSession {
  /** So many actions will be run in turn; with the last of them the grant ends. */
  expect(actions: number): void;
  /** Runs an action when a place among the requests under way is free. */
  readonly inTurn: <T>(action: () => Promise<T>) => Promise<T>;
  /** Asks, or answers undefined when nothing may be sent any more. */
  ask(request: WorkRequest, validator: Validator | undefined): Promise<Reply | undefined>;
  /** Takes in that the vendor said "stop", at once and for every run. */
  stop(verdict: Verdict): Promise<void>;
  /** Ends the grant, once: the token is free for the next one. */
  end(): Promise<void>;
}

/** Opens a session for a grant that was taken; `row` is the token's budget as it is now. */
export function openSession(
  ports: { table: TablePort; clock: ClockPort; vendor: VendorPort },
  at: {
    run: string;
    connection: RunConnection;
    plugin: Plugin;
    budget: NonNullable<Grant['budget']>;
    deadline: number;
    row: Budget;
    quotas: Quotas;
  },
): CollectSession {
  const { table, clock, vendor } = ports;
  const { connection, plugin, budget, quotas } = at;
  const place = { connection: budget.connection, token: budget.token };
  const opened = clock.now();
  const pace = paceOf(at.row, quotas, opened);
  const paced = pace && pacer(pace, at.row);
  let sent = new Map<number, number>();
  let busy = new Map<number, number>();
  let seen: QuotaObservation[] = [];
  let answered = 0;
  let left = budget.slice;
  let stopped = false;
  let refused = false;
  let lookedAt = opened;
  let looking: Promise<void> | undefined;
  let ended: Promise<void> | undefined;

  const endsAt = (now: number): number => {
    const more = budget.slice - answered;
    const rate = answered < ENOUGH_TO_TELL ? at.row.speed : (answered * 1000) / Math.max(1, now - opened);
    return paced ? paced.endOf(more, now) : endAtSpeed(rate, more, now);
  };
  /** Takes in what was sent and seen since the last time, so that others know it while the grant goes on. */
  const flush = async (change: (row: Budget) => Budget): Promise<void> => {
    const [now, sending, lasting, seeing] = [clock.now(), sent, busy, seen];
    [sent, busy, seen] = [new Map(), new Map(), []];
    const known = { answered, endsAt: endsAt(now) };
    try {
      await changeBudget(table, place, (row) =>
        change(spent(seeing.reduce(observe, addSent(row, { sent: sending, busy: lasting }, now)), budget.grant, known)),
      );
    } catch (error) {
      // Told again with the next: counted twice rather than never.
      for (const [second, count] of sending) sent.set(second, (sent.get(second) ?? 0) + count);
      for (const [second, milliseconds] of lasting) busy.set(second, (busy.get(second) ?? 0) + milliseconds);
      seen.push(...seeing);
      throw error;
    }
  };
  const look = async (): Promise<void> => {
    const now = clock.now();
    if (!looking && now - lookedAt >= HEAD_MILLISECONDS) {
      looking = Promise.all([readHead(table, at.run), flush((row) => row)])
        .then(([head]) => {
          lookedAt = now;
          if (head.canceledAt !== null || !isOpen(head)) stopped = true;
        })
        .finally(() => {
          looking = undefined;
        });
      // Whoever waits for it learns of its failure; if nobody does, the next look is taken at once.
      looking.catch(() => undefined);
    }
    if (now - lookedAt >= 2 * HEAD_MILLISECONDS) await looking;
  };
  const mayAsk = async (): Promise<boolean> => {
    const mayGoOn = () => !stopped && clock.now() <= at.deadline - CLOSING_MILLISECONDS;
    if (!mayGoOn() || left < 1) return false;
    left -= 1;
    const now = clock.now();
    const from = paced?.reserve(now) ?? now;
    if (from - now > LONGEST_PAUSE) stopped = true;
    else if (from > now) await clock.sleep(from - now);
    if (mayGoOn()) await look();
    if (mayGoOn()) return true;
    paced?.cancel();
    return false;
  };
  const add = (to: Map<number, number>, second: number, value: number) => to.set(second, (to.get(second) ?? 0) + value);

  const end = (): Promise<void> => {
    stopped = true;
    ended ??= (async () => {
      await looking?.catch(() => undefined);
      const seconds = (clock.now() - opened) / 1000;
      const speed = answered >= ENOUGH_TO_TELL && seconds > 0 ? answered / seconds : null;
      await flush((row) => settle(row, budget.grant, { isGood: answered > 0 && !refused, speed }));
    })().catch((error) => {
      // It can be tried once more.
      ended = undefined;
      throw error;
    });
    return ended;
  };
  // What is under way when a limit is met is sent in vain: after a refusal, fewer requests are.
  const turn = limitConcurrency(Math.max(1, Math.floor(quotas.concurrency * factorAt(at.row, opened))));
  let expected = Number.POSITIVE_INFINITY;

  return {
    expect: (actions) => {
      expected = actions;
    },
    inTurn: async (action) => {
      try {
        return await turn(action);
      } finally {
        expected -= 1;
        // What is left to do asks nothing: the next one need not wait for it.
        if (expected === 0) end().catch(() => undefined);
      }
    },
    ask: async (request, validator) => {
      if (!(await mayAsk())) return undefined;
      const { token } = budget;
      const sentAt = clock.now();
      const deadline = at.deadline - STORING_MILLISECONDS;
      try {
        const reply = await vendor.ask({
          plugin,
          connection,
          token,
          request,
          deadline,
          ...(validator && { validator }),
        });
        if (reply.observed) seen.push(reply.observed);
        return reply;
      } finally {
        const now = clock.now();
        const second = Math.floor(now / 1000);
        answered += 1;
        add(sent, second, 1);
        add(busy, second, now - sentAt);
        paced?.answered(sentAt, now);
      }
    },
    stop: async (verdict) => {
      stopped = true;
      const now = clock.now();
      if (verdict.kind === 'credential') await changeBudget(table, place, (row) => ({ ...row, bad: verdict.reason }));
      if (verdict.kind === 'limit' && !refused) {
        refused = true;
        const { until, secondary, told } = verdict;
        await flush((row) => refuse(row, { now, until, secondary, quotas, told }));
      }
    },
    end,
  };
}
