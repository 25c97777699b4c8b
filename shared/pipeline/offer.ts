import type { Quotas } from '../plugin-sdk/quota.ts';
import { type Budget, expire, RESET_MILLISECONDS, recent, remainingAt, type Spending, unspent } from './budget.ts';
import { paceOf, roomAt, roomAtOnce, roomBy } from './pace.ts';

/** A run that asked within this time shares the budget; one that has work to send asks every second. */
const SHARING_MILLISECONDS = 3_000;
/** Most requests of one grant; small when runs share a token, so that they take turns quickly. */
const LARGEST_SLICE = 1000;
const SHARED_SLICE = 100;
/** A grant is what can be spent in about this time: what a worker that dies takes with it is waited for. */
const A_GRANT_MILLISECONDS = 15_000;
/** Where nothing is known of a token's speed. */
const FIRST_SLICE = 400;
const SMALLEST_SLICE = 20;
/** The next grant is made so long before the last one ends: a message and a function's start. */
const AHEAD_MILLISECONDS = 3_000;
/** A grant is made when so many can be sent at its beginning, or all that are wanted, or what an even pace allows. */
const WORTH_A_GRANT = 20;
const BEGINNING_MILLISECONDS = 2_000;

/** What a run may do with a token now. */
export type Offer =
  | { readonly kind: 'grant'; readonly slice: number; readonly budget: Budget }
  | { readonly kind: 'wait'; readonly until: number; readonly reason: string; readonly budget: Budget };

/** A run that wants to spend. */
export interface Want {
  readonly run: string;
  /** The id of the grant, should there be one, and until when it waits to be taken. */
  readonly grant: string;
  readonly until: number;
  readonly now: number;
  readonly quotas: Quotas;
  readonly share: number;
  readonly requests: number;
}

/**
 * Offers a run a slice of a token's budget. One grant is spent at a time, and the one that follows it is made a little before
 * it ends; runs that share the token take turns, the one that was served longest ago first.
 */
export function offer(stored: Budget, want: Want): Offer {
  const { now, run, quotas } = want;
  const before = expire(stored, now);
  const others = Object.entries(before.wanted).filter(([id, at]) => id !== run && now - at < SHARING_MILLISECONDS);
  const perSeconds = quotas.trailing?.perSeconds;
  const budget: Budget = {
    ...before,
    sent: recent(before.sent, now, perSeconds),
    busy: recent(before.busy, now, perSeconds),
  };
  const wait = (until: number, reason: string): Offer => {
    // It wants to spend for as long as it waits.
    const wanted = { ...Object.fromEntries(others), [run]: until };
    return { kind: 'wait', until, reason, budget: { ...budget, wanted } };
  };
  const soon = now + 1000;
  if (now < budget.blockedUntil) return wait(budget.blockedUntil, 'the vendor said to wait');
  const { grant } = budget;
  if (grant && (grant.by === '' || budget.next || grant.endsAt - now > AHEAD_MILLISECONDS))
    return wait(soon, 'the token is being spent');
  const mine = budget.granted[run];
  if (mine !== undefined && others.some(([id]) => (budget.granted[id] ?? 0) < mine))
    return wait(soon, "it is another run's turn");
  const left = remainingAt(budget, now, quotas, want.share) - unspent(budget);
  if (left < 1) return wait(grant ? soon : budget.resetAt + RESET_MILLISECONDS, 'the budget is spent until the reset');
  const wanted = Math.max(1, want.requests);
  const most = others.length > 0 ? Math.min(SHARED_SLICE, Math.ceil(left / (others.length + 1))) : LARGEST_SLICE;
  const { room, until } = roomOf(budget, want, Math.min(wanted, most, left));
  if (room < 1) return wait(grant ? soon : until, 'the rate of the last minute is used up');
  const slice = Math.floor(Math.min(left, most, wanted, room));
  const spending: Spending = { id: want.grant, run, slice, until: want.until, by: '', answered: 0, endsAt: 0 };
  return {
    kind: 'grant',
    slice,
    budget: {
      ...budget,
      wanted: { ...Object.fromEntries(others), [run]: now },
      granted: { ...keep(budget.granted, others), [run]: now },
      ...(grant ? { next: spending } : { grant: spending }),
    },
  };
}

/** What can be sent in the time of a grant; nothing, and until when, while there is too little room to begin. */
function roomOf(budget: Budget, { now, quotas }: Want, wanted: number): { room: number; until: number } {
  const pace = paceOf(budget, quotas, now);
  if (!pace) {
    const { speed } = budget;
    const room = speed === null ? FIRST_SLICE : (speed * A_GRANT_MILLISECONDS) / 1000;
    return { room: Math.max(SMALLEST_SLICE, room), until: now };
  }
  const { grant } = budget;
  const begin = grant ? Math.max(now, grant.endsAt) : now;
  const others = grant ? grant.slice - grant.answered : 0;
  const enough = Math.max(1, Math.min(wanted, WORTH_A_GRANT, Math.floor(BEGINNING_MILLISECONDS / pace.interval)));
  if (roomBy(pace, budget, begin + BEGINNING_MILLISECONDS, others) < enough)
    return { room: 0, until: Math.max(now + 1, roomAt(pace, budget, now, enough) - BEGINNING_MILLISECONDS) };
  const evenly = A_GRANT_MILLISECONDS / pace.interval + Math.max(0, roomAtOnce(pace, budget, now) - others);
  return { room: Math.min(roomBy(pace, budget, begin + A_GRANT_MILLISECONDS, others), evenly), until: now };
}

const keep = (granted: Budget['granted'], runs: readonly (readonly [string, number])[]) =>
  Object.fromEntries(runs.flatMap(([id]) => (granted[id] === undefined ? [] : [[id, granted[id]]])));
