import * as z from 'zod';
import type { QuotaObservation, Quotas } from '../plugin-sdk/quota.ts';

/** A run that asked within this time shares the budget; one that has work to send asks every second. */
const SHARING_MILLISECONDS = 3_000;
/** Most requests of one grant; small when runs share a token, so that they take turns quickly. */
const LARGEST_SLICE = 1000;
const SHARED_SLICE = 100;
/** A secondary limit that names no time: at least this, and doubled each time it comes again. */
const PENALTY_MILLISECONDS = 60_000;
/** The trailing window of a learned limit. */
const LEARNED_SECONDS = 60;
/** AIMD: halved on a secondary limit, raised by this part of the full rate for each minute without one. */
const CLIMB_A_MINUTE = 0.05;
const SMALLEST_FACTOR = 1 / 32;
/** A learned limit is at least this many requests a minute. */
const SMALLEST_LEARNED = 60;

/** What is known of one token. Times are epoch milliseconds, `sent` counts requests by epoch second. */
export const Budget = z.object({
  rev: z.number().int().default(0),
  limit: z.number().nullable().default(null),
  remaining: z.number().nullable().default(null),
  resetAt: z.number().default(0),
  blockedUntil: z.number().default(0),
  /** Secondary limits in a row, for waits that the vendor does not name. */
  refusals: z.number().int().default(0),
  factor: z.number().default(1),
  factorAt: z.number().default(0),
  /** Requests a minute that a vendor without a published secondary limit was found to bear. */
  learned: z.number().nullable().default(null),
  sent: z.array(z.tuple([z.number(), z.number()])).default([]),
  grant: z
    .object({ id: z.string(), run: z.string(), slice: z.number(), until: z.number(), by: z.string().default('') })
    .nullable()
    .default(null),
  /** When each run last wanted to spend. */
  wanted: z.record(z.string(), z.number()).default({}),
  /** When each run was last granted a slice. */
  granted: z.record(z.string(), z.number()).default({}),
  /** Why the vendor refuses the credential; empty while it is good. */
  bad: z.string().default(''),
});
export type Budget = z.infer<typeof Budget>;

/** What a run may do with a token now. */
export type Offer =
  | { readonly kind: 'grant'; readonly slice: number; readonly budget: Budget }
  | { readonly kind: 'wait'; readonly until: number; readonly reason: string; readonly budget: Budget };

/**
 * Offers a run a slice of a token's budget. One grant lives at a time; runs that share the token take turns, the one
 * that was served longest ago first.
 */
export function offer(
  before: Budget,
  want: { run: string; grant: string; now: number; until: number; quotas: Quotas; share: number; requests: number },
): Offer {
  const { now, run } = want;
  const others = Object.entries(before.wanted).filter(([id, at]) => id !== run && now - at < SHARING_MILLISECONDS);
  const budget: Budget = {
    ...before,
    wanted: { ...Object.fromEntries(others), [run]: now },
    sent: recent(before.sent, now, LEARNED_SECONDS),
  };
  const wait = (until: number, reason: string): Offer => ({ kind: 'wait', until, reason, budget });
  if (now < before.blockedUntil) return wait(before.blockedUntil, 'the vendor said to wait');
  if (before.grant && now < before.grant.until) return wait(now + 1000, 'the token is being spent');
  const longestAgo = others.map(([id]) => before.granted[id] ?? 0);
  if (before.granted[run] !== undefined && longestAgo.some((at) => at < (before.granted[run] ?? 0)))
    return wait(now + 1000, "it is another run's turn");
  const left = remainingAt(before, now, want.quotas, want.share);
  if (left < 1) return wait(before.resetAt, 'the budget is spent until the reset');
  const trailing = trailingLeft(budget, now, want.quotas);
  if (trailing.left < 1) return wait(trailing.until, 'the rate of the last minute is used up');
  const most = others.length > 0 ? Math.min(SHARED_SLICE, Math.ceil(left / (others.length + 1))) : LARGEST_SLICE;
  const slice = Math.floor(Math.min(left, trailing.left, most, Math.max(1, want.requests)));
  return {
    kind: 'grant',
    slice,
    budget: {
      ...budget,
      grant: { id: want.grant, run, slice, until: want.until, by: '' },
      granted: { ...keep(before.granted, others), [run]: now },
    },
  };
}

const keep = (granted: Budget['granted'], runs: readonly (readonly [string, number])[]) =>
  Object.fromEntries(runs.flatMap(([id]) => (granted[id] === undefined ? [] : [[id, granted[id]]])));

/** Requests left in the reported window, less the share kept for people; infinite where no limit is known. */
export function remainingAt(budget: Budget, now: number, quotas: Quotas, share: number): number {
  const amount = budget.limit ?? quotas.reported?.amount;
  if (amount === undefined || amount === 0) return Number.POSITIVE_INFINITY;
  const kept = Math.ceil(amount * share);
  return (budget.remaining !== null && now < budget.resetAt ? budget.remaining : amount) - kept;
}

function trailingLeft(budget: Budget, now: number, quotas: Quotas): { left: number; until: number } {
  const published = quotas.trailing;
  const amount = published?.amount ?? budget.learned;
  if (amount === null || amount === undefined) return { left: Number.POSITIVE_INFINITY, until: 0 };
  const seconds = published?.perSeconds ?? LEARNED_SECONDS;
  const window = recent(budget.sent, now, seconds);
  const left = Math.floor(amount * factorAt(budget, now)) - window.reduce((sum, [, count]) => sum + count, 0);
  return { left, until: ((window[0]?.[0] ?? now / 1000) + seconds + 1) * 1000 };
}

/** The part of the full rate that may be used now: it climbs since it was halved last. */
export const factorAt = ({ factor, factorAt: since }: Budget, now: number): number =>
  Math.min(1, factor + (CLIMB_A_MINUTE * (now - since)) / 60_000);

const recent = (sent: Budget['sent'], now: number, seconds: number): Budget['sent'] =>
  sent.filter(([second]) => second > now / 1000 - Math.max(seconds, LEARNED_SECONDS) - 1);

/** Adds what was sent, by epoch second. */
export function addSent(budget: Budget, sent: ReadonlyMap<number, number>): Budget {
  const sums = new Map(budget.sent);
  for (const [second, count] of sent) sums.set(second, (sums.get(second) ?? 0) + count);
  return {
    ...budget,
    sent: [...sums].sort(([a], [b]) => a - b).map(([second, count]): [number, number] => [second, count]),
  };
}

/**
 * Takes in what a header told: the lowest remainder of the newest window; headers of an older window are ignored, as
 * answers overtake each other.
 */
export function observe(budget: Budget, seen: QuotaObservation): Budget {
  if (seen.resetAt < budget.resetAt) return budget;
  const sameWindow = seen.resetAt === budget.resetAt && budget.remaining !== null;
  const remaining = sameWindow ? Math.min(budget.remaining ?? seen.remaining, seen.remaining) : seen.remaining;
  return { ...budget, limit: seen.limit, remaining, resetAt: seen.resetAt };
}

/** A refusal: nothing is sent before `until`; a secondary limit also halves the rate. */
export function refuse(
  budget: Budget,
  refusal: { now: number; until: number | undefined; secondary: boolean },
): Budget {
  const { now, secondary } = refusal;
  const refusals = secondary ? budget.refusals + 1 : budget.refusals;
  const until =
    refusal.until ??
    (secondary ? now + PENALTY_MILLISECONDS * 2 ** Math.min(refusals - 1, 4) : now + PENALTY_MILLISECONDS);
  const blocked = { ...budget, refusals, blockedUntil: Math.max(budget.blockedUntil, until) };
  // Whether the half is enough shows when a window has passed: refusals before that are of the same congestion.
  if (!secondary || now - budget.factorAt < LEARNED_SECONDS * 1000) return blocked;
  return {
    ...blocked,
    factor: Math.max(SMALLEST_FACTOR, factorAt(budget, now) / 2),
    factorAt: now,
    learned: budget.learned ?? Math.max(SMALLEST_LEARNED, rateOf(budget.sent, now)),
  };
}

/**
 * A worker takes its grant, until its own end. Undefined when the grant has died or another delivery of the message has
 * taken it: then nothing may be spent.
 */
export const take = (budget: Budget, grant: string, taker: { by: string; until: number }): Budget | undefined =>
  budget.grant?.id === grant && budget.grant.by === ''
    ? { ...budget, grant: { ...budget.grant, ...taker } }
    : undefined;

/** A new run tries a refused credential once more: a vendor may have been wrong about it, or it was given new rights. */
export const forgive = (budget: Budget): Budget | undefined => (budget.bad === '' ? undefined : { ...budget, bad: '' });

/** A run that has ended shares no more. */
export function leave(budget: Budget, run: string): Budget | undefined {
  if (budget.wanted[run] === undefined) return undefined;
  const { [run]: _, ...wanted } = budget.wanted;
  const { [run]: __, ...granted } = budget.granted;
  return { ...budget, wanted, granted };
}

/** Requests a minute at the pace of the last minute: who has only just begun has sent few, but quickly. */
function rateOf(sent: Budget['sent'], now: number): number {
  const window = recent(sent, now, LEARNED_SECONDS);
  const count = window.reduce((sum, [, of]) => sum + of, 0);
  const seconds = Math.max(1, now / 1000 - (window[0]?.[0] ?? now / 1000));
  return Math.ceil((count * LEARNED_SECONDS) / Math.min(seconds, LEARNED_SECONDS));
}

/** The grant has ended: the token is free for the next one. */
export const settle = (budget: Budget, grant: string, succeeded: boolean): Budget => ({
  ...budget,
  grant: budget.grant?.id === grant ? null : budget.grant,
  refusals: succeeded ? 0 : budget.refusals,
});
