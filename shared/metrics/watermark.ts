import type { Bucket } from './buckets.ts';

/** One stream of one scope, as far as its syncs have brought it. Times are epoch milliseconds. */
export interface Input {
  readonly connection: string;
  readonly scope: string;
  readonly stream: string;
  /** Until when everything has been collected: the stream's cursor; absent when it was never read to its end. */
  readonly watermark?: number;
  /** Its last sync. */
  readonly synced?: { readonly at: number; readonly isGood: boolean };
  /** When a sync last brought something new. */
  readonly newAt?: number;
  /** How often it is synced, where there is a schedule. */
  readonly interval?: number;
}

/** `idle` holds nothing back, `failing` does until `maxHold`, `ok` does until it has come so far. */
export type InputState = 'ok' | 'idle' | 'failing';

/** What is waited for, and how long. Milliseconds. */
export interface Patience {
  readonly grace: number;
  /** How long failing inputs may hold a bucket open. */
  readonly maxHold: number;
  /** How long an input brings nothing new until it is idle. */
  readonly idleAfter: number;
}

const HOUR = 3_600_000;

/** What the contract says where nobody says otherwise. */
export const patience = { grace: 2 * HOUR, maxHold: 24 * HOUR, idleAfter: HOUR } as const satisfies Patience;

/** Whether a bucket's value may still change, and because of whom. */
export type Finality =
  | { readonly kind: 'final' }
  /** Final though these inputs, which fail, have not come so far: their recovery opens it again. */
  | { readonly kind: 'incomplete'; readonly without: readonly Input[] }
  /** Its time is not over, or these inputs have not come so far. */
  | { readonly kind: 'provisional'; readonly waitsFor: readonly Input[] };

/**
 * The state of an input. It is idle when its last sync succeeded and nothing new has come for a while, never less than its
 * schedule's interval; and only as long as it is looked at: one that nobody syncs any more is not idle but behind.
 */
export function stateOf(input: Input, now: number, { idleAfter }: Patience = patience): InputState {
  const { synced, watermark, newAt, interval = 0 } = input;
  if (synced ? !synced.isGood : watermark === undefined) return 'failing';
  const quiet = Math.max(idleAfter, interval);
  const isLookedAt = synced !== undefined && now - synced.at <= 2 * quiet;
  return isLookedAt && now - (newAt ?? Number.NEGATIVE_INFINITY) >= quiet ? 'idle' : 'ok';
}

/**
 * Whether a bucket is final: over for as long as the grace, and reached by every input that is not idle. Where no input is
 * known, nothing is.
 */
export function finalityOf(
  bucket: Bucket,
  inputs: readonly Input[],
  now: number,
  given: Patience = patience,
): Finality {
  const over = bucket.ends + given.grace;
  const behind = inputs.filter(
    (input) => stateOf(input, now, given) !== 'idle' && (input.watermark ?? Number.NEGATIVE_INFINITY) < bucket.ends,
  );
  if (inputs.length === 0) return { kind: 'provisional', waitsFor: [] };
  if (now >= over && behind.length === 0) return { kind: 'final' };
  const isHeldByFailures = behind.every((input) => stateOf(input, now, given) === 'failing');
  if (now >= over + given.maxHold && isHeldByFailures) return { kind: 'incomplete', without: behind };
  return { kind: 'provisional', waitsFor: behind };
}

/**
 * Until when a number is complete: the least of its inputs' watermarks. An idle one has been looked at, so it counts until
 * its last sync. Undefined when one was never read, or there is none.
 */
export function asOf(inputs: readonly Input[], now: number, given: Patience = patience): number | undefined {
  const reached = inputs.map((input) =>
    stateOf(input, now, given) === 'idle' ? Math.max(input.synced?.at ?? 0, input.watermark ?? 0) : input.watermark,
  );
  const known = reached.filter((at) => at !== undefined);
  return known.length === reached.length && known.length > 0 ? Math.min(...known, now) : undefined;
}
