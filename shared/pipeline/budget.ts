import * as z from 'zod';
import type { QuotaObservation, Quotas } from '../plugin-sdk/quota.ts';

/** A secondary limit that names no time: at least this, and doubled each time it comes again. */
const PENALTY_MILLISECONDS = 60_000;
/** The trailing window of a learned limit, and the least that is remembered of what was sent. */
export const LEARNED_SECONDS = 60;
/** AIMD: halved on a secondary limit, raised by this part of the full rate for each minute without one. */
const CLIMB_A_MINUTE = 0.05;
/** From just below the rate that was refused, it climbs by this part a minute, and ever faster while nothing is refused. */
const NEARLY = 0.9;
const PROBE_A_MINUTE = 0.005;
const FASTER_A_MINUTE = 0.0005;
const SMALLEST_FACTOR = 1 / 32;
/** A refusal says little of the rate when little was sent: it is taken for that of an eighth of the present rate at least. */
const SMALLEST_CEILING = 1 / 8;
/** Two clocks may differ by so much: a window that ends is over after it. */
export const RESET_MILLISECONDS = 1_000;
/** A worker sends nothing in the last part of its time, so that what it has can be stored and committed. */
export const CLOSING_MILLISECONDS = 20_000;
/** A learned limit is at least this many requests a minute. */
const SMALLEST_LEARNED = 60;

/** Leave to spend: whose it is, how much, and until when; it dies then. `by` is the worker that has taken it. */
const Spending = z.object({
  id: z.string(),
  run: z.string(),
  slice: z.number(),
  until: z.number(),
  by: z.string().default(''),
  /** Requests of it whose answers are there. */
  answered: z.number().default(0),
  /** When its last request will have been sent, about. */
  endsAt: z.number().default(0),
});
export type Spending = z.infer<typeof Spending>;

/** What is known of one token. Times are epoch milliseconds, `sent` counts answered requests by epoch second. */
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
  /** The factor at which the vendor refused last. */
  ceiling: z.number().default(1),
  /** Requests a minute that a vendor without a published secondary limit was found to bear. */
  learned: z.number().nullable().default(null),
  /** Requests a minute that the vendor said to allow when it refused, and when that was. */
  told: z.object({ perMinute: z.number(), at: z.number() }).nullable().default(null),
  sent: z.array(z.tuple([z.number(), z.number()])).default([]),
  /** How long those requests lasted, added up, in milliseconds, by epoch second. */
  busy: z.array(z.tuple([z.number(), z.number()])).default([]),
  /** The longest response time of a trailing window that the vendor bore, in milliseconds. */
  borne: z.number().default(0),
  /** Requests a second of the last grant that was long enough to tell. */
  speed: z.number().nullable().default(null),
  /** The one that spends the token, and the one that is to follow it: its worker waits until the first has ended. */
  grant: Spending.nullable().default(null),
  next: Spending.nullable().default(null),
  /** What grants that died may have spent unseen; nothing once a later answer tells what is left. */
  lost: z.number().default(0),
  /** When each run last wanted to spend. */
  wanted: z.record(z.string(), z.number()).default({}),
  /** When each run was last granted a slice. */
  granted: z.record(z.string(), z.number()).default({}),
  /** Why the vendor refuses the credential; empty while it is good. */
  bad: z.string().default(''),
});
export type Budget = z.infer<typeof Budget>;

/** Requests left in the reported window, less the share kept for people; infinite where no limit is known. */
export function remainingAt(budget: Budget, now: number, quotas: Quotas, share: number): number {
  const amount = budget.limit ?? quotas.reported?.amount;
  if (amount === undefined || amount === 0) return Number.POSITIVE_INFINITY;
  const kept = Math.ceil(amount * share);
  return (budget.remaining !== null && now < budget.resetAt + RESET_MILLISECONDS ? budget.remaining : amount) - kept;
}

/** The part of the full rate that may be used now: it climbs since it was halved last. */
export function factorAt({ factor, ceiling, factorAt: since }: Budget, now: number): number {
  const minutes = (now - since) / 60_000;
  const plateau = Math.max(factor, NEARLY * ceiling);
  const above = minutes - (plateau - factor) / CLIMB_A_MINUTE;
  if (above <= 0) return Math.min(1, factor + CLIMB_A_MINUTE * minutes);
  return Math.min(1, plateau + PROBE_A_MINUTE * above + FASTER_A_MINUTE * above ** 2);
}

type BySecond = readonly (readonly [number, number])[];

/** What is not older than the longest trailing window. */
export const recent = (all: BySecond, now: number, seconds = LEARNED_SECONDS): [number, number][] =>
  all.flatMap(([second, value]): [number, number][] =>
    second > now / 1000 - Math.max(seconds, LEARNED_SECONDS) - 1 ? [[second, value]] : [],
  );

const total = (all: BySecond): number => all.reduce((sum, [, value]) => sum + value, 0);

function added(all: BySecond, more: ReadonlyMap<number, number>): [number, number][] {
  const sums = new Map(all.map(([second, value]) => [second, value]));
  for (const [second, value] of more) sums.set(second, (sums.get(second) ?? 0) + value);
  return [...sums].sort(([a], [b]) => a - b);
}

/** Answers that came, by epoch second: how many, and how many milliseconds they lasted. */
export interface Answered {
  readonly sent: ReadonlyMap<number, number>;
  readonly busy: ReadonlyMap<number, number>;
}

/** Adds what was answered. */
export function addSent(budget: Budget, answered: Answered, now: number): Budget {
  const busy = added(budget.busy, answered.busy);
  const borne = Math.max(budget.borne, total(recent(busy, now)));
  return { ...budget, sent: added(budget.sent, answered.sent), busy, borne };
}

/** Windows that end so close to each other are one: where clocks differ, their ends are told to some seconds only. */
const SAME_RESET = 5_000;

/**
 * Takes in what a header told: the lowest remainder of the newest window; headers of an older window are ignored, as
 * answers overtake each other.
 */
export function observe(budget: Budget, seen: QuotaObservation): Budget {
  if (seen.resetAt < budget.resetAt - SAME_RESET) return budget;
  // Whatever a dead worker has spent was spent before this answer, and is not in what is left.
  const sameWindow = seen.resetAt <= budget.resetAt + SAME_RESET && budget.remaining !== null;
  const remaining = sameWindow ? Math.min(budget.remaining ?? seen.remaining, seen.remaining) : seen.remaining;
  const resetAt = sameWindow ? Math.max(seen.resetAt, budget.resetAt) : seen.resetAt;
  return { ...budget, limit: seen.limit, remaining, resetAt, lost: 0 };
}

/** What a vendor told of its limit is believed for a day: then it may have been raised. */
const BELIEVED_MILLISECONDS = 86_400_000;

/** Requests a minute that the vendor said to allow, if it said so of late. */
export const toldAt = ({ told }: Budget, now: number): number | undefined =>
  told !== null && now - told.at < BELIEVED_MILLISECONDS ? told.perMinute : undefined;

/** A refusal: nothing is sent before `until`; a secondary limit also halves the rate. */
export function refuse(
  budget: Budget,
  refusal: {
    now: number;
    until: number | undefined;
    secondary: boolean;
    quotas: Quotas;
    told?: { readonly amount: number; readonly perSeconds: number } | undefined;
  },
): Budget {
  const { now, secondary, quotas, told } = refusal;
  const refusals = secondary ? budget.refusals + 1 : budget.refusals;
  const until =
    refusal.until ??
    (secondary ? now + PENALTY_MILLISECONDS * 2 ** Math.min(refusals - 1, 4) : now + PENALTY_MILLISECONDS);
  const blocked = {
    ...budget,
    refusals,
    blockedUntil: Math.max(budget.blockedUntil, until),
    ...(told && { told: { perMinute: (told.amount * LEARNED_SECONDS) / told.perSeconds, at: now } }),
  };
  // Whether the half is enough shows when a window has passed: refusals before that are of the same congestion.
  if (!secondary || now - budget.factorAt < LEARNED_SECONDS * 1000) return blocked;
  const before = factorAt(budget, now);
  // What was sent within the window is what the vendor bears, if it is less than what we thought.
  const { amount = 0, perSeconds = LEARNED_SECONDS } = quotas.trailing ?? {};
  const measured = amount > 0 ? total(recent(budget.sent, now, perSeconds)) / amount : before;
  const ceiling = Math.min(before, Math.max(measured, before * SMALLEST_CEILING, SMALLEST_FACTOR));
  return {
    ...blocked,
    ceiling,
    factor: Math.max(SMALLEST_FACTOR, ceiling / 2),
    factorAt: now,
    borne: 0,
    learned: budget.learned ?? Math.max(SMALLEST_LEARNED, rateOf(budget.sent, now)),
  };
}

/**
 * A worker takes its grant, until its own end. Undefined when the grant has died or another delivery of the message has
 * taken it: then nothing may be spent.
 */
export function take(
  budget: Budget,
  grant: string,
  taker: Pick<Spending, 'by' | 'until' | 'endsAt'>,
): Budget | undefined {
  const taken = (spending: Spending | null) =>
    spending?.id === grant && spending.by === '' ? { ...spending, ...taker } : undefined;
  const [now, then] = [taken(budget.grant), taken(budget.next)];
  if (now) return { ...budget, grant: now };
  return then && { ...budget, next: then };
}

/** Changes what is known of a grant that is being spent. */
export const spent = (budget: Budget, grant: string, known: Pick<Spending, 'answered' | 'endsAt'>): Budget =>
  budget.grant?.id === grant ? { ...budget, grant: { ...budget.grant, ...known } } : budget;

/** What a grant that lives may still spend, as far as is known. */
export const unspent = ({ grant, lost }: Budget): number => lost + (grant ? grant.slice - grant.answered : 0);

/**
 * A grant dies at its end: the next one takes its place. What its worker did last nobody has told, so all of its slice is
 * taken to be spent, as late as it can have been.
 */
export function expire(budget: Budget, now: number): Budget {
  const { grant, next } = budget;
  const lost = now < budget.resetAt + RESET_MILLISECONDS ? budget.lost : 0;
  if (!grant || now < grant.until) return lost === budget.lost ? budget : { ...budget, lost };
  const after = { ...budget, lost, grant: next, next: null };
  if (grant.by === '') return expire(after, now);
  const left = grant.slice - grant.answered;
  const second = Math.floor((grant.until - CLOSING_MILLISECONDS) / 1000);
  return expire({ ...after, lost: lost + left, sent: added(budget.sent, new Map([[second, left]])) }, now);
}

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
  const count = total(window);
  const seconds = Math.max(1, now / 1000 - (window[0]?.[0] ?? now / 1000));
  return Math.ceil((count * LEARNED_SECONDS) / Math.min(seconds, LEARNED_SECONDS));
}

/** The grant has ended: the token is free for the next one. */
export function settle(budget: Budget, grant: string, outcome: { isGood: boolean; speed: number | null }): Budget {
  if (budget.next?.id === grant) return { ...budget, next: null };
  if (budget.grant?.id !== grant) return budget;
  const refusals = outcome.isGood ? 0 : budget.refusals;
  return { ...budget, grant: budget.next, next: null, refusals, speed: outcome.speed ?? budget.speed };
}
