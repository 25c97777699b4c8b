import type { Quotas } from '../plugin-sdk/quota.ts';
import { type Budget, factorAt, LEARNED_SECONDS, toldAt } from './budget.ts';

/** The part of the response time that a vendor says to bear that is spent without a pause: its own account may differ. */
const SURE = 0.5;
/** Beyond that requests are sent evenly, twice as fast as on average, so that the window is used and pauses are made up for. */
const EAGER = 2;
/** Where a vendor names no response time: this part of a window's requests is sent without a pause. */
const AT_ONCE = 0.25;
/** What a request is taken to last before one was answered. Milliseconds. */
const A_REQUEST = 500;
/** How much the newest answer counts in the mean. */
const NEWEST = 0.1;

/** Left of a window for requests that nobody counts: a plan that describes a scope, people. */
const UNCOUNTED = 0.01;

/** How fast one token may be spent: so many requests in every trailing window, and how many of them without a pause. */
export interface Pace {
  readonly limit: number;
  readonly windowMilliseconds: number;
  /** Between two requests that are sent evenly. */
  readonly interval: number;
  /** Sent without a pause while the trailing window holds less: of response time where the vendor names one, else of requests. */
  readonly atOnce: { readonly milliseconds: number } | { readonly requests: number };
}

/** The pace of a token now; undefined where no limit is known. A token that was refused is spent evenly. */
export function paceOf(budget: Budget, quotas: Quotas, now: number): Pace | undefined {
  const told = toldAt(budget, now);
  const trailing = told === undefined ? quotas.trailing : { amount: told, perSeconds: LEARNED_SECONDS };
  const amount = trailing?.amount ?? budget.learned;
  if (amount === null) return undefined;
  const factor = factorAt(budget, now);
  const windowMilliseconds = (trailing?.perSeconds ?? LEARNED_SECONDS) * 1000;
  const limit = Math.max(1, Math.floor(amount * factor * (1 - UNCOUNTED)));
  const { busy } = quotas;
  const milliseconds = busy && Math.max(SURE * busy.seconds * 1000, budget.borne);
  const atOnce = milliseconds === undefined ? { requests: AT_ONCE * limit } : { milliseconds };
  const interval = windowMilliseconds / limit;
  if (factor >= 1) return { limit, windowMilliseconds, interval: interval / EAGER, atOnce };
  return { limit, windowMilliseconds, interval, atOnce: { requests: 0 } };
}

/** Answers of the trailing window, by when the vendor had counted their requests for sure. */
interface Answers {
  readonly at: number;
  readonly count: number;
  readonly milliseconds: number;
}

const answersOf = ({ sent, busy }: Budget): readonly Answers[] => {
  const lasted = new Map(busy);
  return sent.map(([second, count]) => ({ at: (second + 1) * 1000, count, milliseconds: lasted.get(second) ?? 0 }));
};

/** How many requests the pace lets through without a pause. */
export function roomAtOnce(pace: Pace, budget: Budget, now: number): number {
  const within = answersOf(budget).filter(({ at }) => at > now - pace.windowMilliseconds);
  const count = within.reduce((sum, one) => sum + one.count, 0);
  if ('requests' in pace.atOnce) return pace.atOnce.requests - count;
  const lasted = within.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return (pace.atOnce.milliseconds - lasted) / (lasted > 0 ? lasted / count : A_REQUEST);
}

/** How many requests the pace lets through by then, beside those that another worker may still send before. */
export function roomBy(pace: Pace, budget: Budget, by: number, others: number): number {
  const counted = answersOf(budget).filter(({ at }) => at > by - pace.windowMilliseconds);
  return pace.limit - others - counted.reduce((sum, { count }) => sum + count, 0);
}

/** When the pace will let so many requests through; a window from now at the latest. */
export function roomAt(pace: Pace, budget: Budget, now: number, wanted: number): number {
  let room = roomBy(pace, budget, now, 0);
  for (const { at, count } of answersOf(budget)) {
    if (room >= wanted) return now;
    if (at <= now - pace.windowMilliseconds) continue;
    room += count;
    if (room >= wanted) return at + pace.windowMilliseconds;
  }
  return room >= wanted ? now : now + pace.windowMilliseconds;
}

/**
 * Times the requests of one worker. A request counts from the moment at which its answer is there, as only then the vendor
 * has counted it for sure: its way there may have been long.
 */
export interface Pacer {
  /** Reserves a place and answers when its request may be sent; never before the one that was reserved before. */
  reserve(now: number): number;
  /** The reserved request will not be sent. */
  cancel(): void;
  answered(sentAt: number, now: number): void;
  /** When so many more requests will have been sent, about. */
  endOf(more: number, now: number): number;
}

/** A pacer that goes on where the token's last worker ended. */
export function pacer(pace: Pace, budget: Budget): Pacer {
  const answers = [...answersOf(budget)];
  const count = answers.reduce((sum, one) => sum + one.count, 0);
  const lasted = answers.reduce((sum, one) => sum + one.milliseconds, 0);
  let mean = count > 0 && lasted > 0 ? lasted / count : A_REQUEST;
  let underWay = 0;
  let last = 0;

  /** Forgets what has left the window, and answers how much is in it. */
  const inWindow = (now: number): { count: number; milliseconds: number } => {
    while ((answers[0]?.at ?? now) <= now - pace.windowMilliseconds) answers.shift();
    const sums = { count: underWay, milliseconds: underWay * mean };
    for (const one of answers) {
      sums.count += one.count;
      sums.milliseconds += one.milliseconds;
    }
    return sums;
  };
  /** When the window holds fewer than its limit. */
  const freeAt = (now: number): number => {
    let over = inWindow(now).count - pace.limit + 1;
    if (over <= 0) return now;
    for (const one of answers) {
      over -= one.count;
      if (over <= 0) return one.at + pace.windowMilliseconds;
    }
    // All of it is under way.
    return now + pace.windowMilliseconds;
  };
  const isAtOnce = (now: number): boolean => {
    const sums = inWindow(now);
    return 'requests' in pace.atOnce ? sums.count < pace.atOnce.requests : sums.milliseconds < pace.atOnce.milliseconds;
  };
  return {
    reserve: (now) => {
      const at = Math.max(freeAt(now), isAtOnce(now) ? now : last + pace.interval, now);
      last = Math.max(last, at);
      underWay += 1;
      return at;
    },
    cancel: () => {
      underWay -= 1;
    },
    answered: (sentAt, now) => {
      underWay -= 1;
      mean += (now - sentAt - mean) * NEWEST;
      answers.push({ at: now, count: 1, milliseconds: now - sentAt });
    },
    endOf: (more, now) => {
      const { milliseconds, count: held } = inWindow(now);
      const atOnce =
        'requests' in pace.atOnce ? pace.atOnce.requests - held : (pace.atOnce.milliseconds - milliseconds) / mean;
      return Math.max(now, last) + Math.max(0, more - Math.max(0, atOnce)) * pace.interval;
    },
  };
}

/** When a slice that is begun now will have been sent, about. */
export function endOfSlice(budget: Budget, quotas: Quotas, slice: number, now: number): number {
  const pace = paceOf(budget, quotas, now);
  return pace ? pacer(pace, budget).endOf(slice, now) : endAtSpeed(budget.speed, slice, now);
}

/** When so many requests will have been sent at this speed (requests a second); now where it is not known. */
export const endAtSpeed = (speed: number | null, more: number, now: number): number =>
  now + (speed === null ? 0 : (more * 1000) / speed);
