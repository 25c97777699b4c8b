/** GitHub's limits of one token: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export const RULES = {
  perHour: 5000,
  pointsPerMinute: 900,
  concurrent: 100,
  /** CPU seconds in 60 s of real time; by the response time times a factor that nobody knows. */
  busySeconds: 90,
} as const;
const HOUR = 3_600_000;
const MINUTE = 60_000;
/** What a secondary limit says to wait, in seconds. */
const RETRY_AFTER = 60;

/** What the limits say to a request that arrives. */
export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'refused'; readonly limit: 'primary' | 'secondary'; readonly until: number };

/** The limits of one token, as they are enforced. Times are epoch milliseconds. */
export interface TokenLimits {
  /** A request that will take so long; `free` ones (304) cost nothing of the hour. */
  arrive(now: number, milliseconds: number, given?: { free: boolean }): Admission;
  leave(): void;
  headers(now: number): Readonly<Record<string, string>>;
}

/** Enforces the limits of one token; `factor` is the part of the response time that counts as CPU time. */
export function tokenLimits(factor: number): TokenLimits {
  let window = { end: 0, used: 0 };
  let blockedUntil = 0;
  let underWay = 0;
  const minute: { readonly at: number; readonly milliseconds: number }[] = [];
  let busy = 0;

  const roll = (now: number): void => {
    // The hour begins with the first request in it.
    if (now >= window.end) window = { end: now + HOUR, used: 0 };
    while ((minute[0]?.at ?? now) <= now - MINUTE) busy -= minute.shift()?.milliseconds ?? 0;
  };
  const secondary = (now: number): Admission => {
    blockedUntil = now + RETRY_AFTER * 1000;
    return { kind: 'refused', limit: 'secondary', until: blockedUntil };
  };
  return {
    arrive: (now, milliseconds, { free } = { free: false }) => {
      roll(now);
      if (now < blockedUntil) return { kind: 'refused', limit: 'secondary', until: blockedUntil };
      if (window.used >= RULES.perHour) return { kind: 'refused', limit: 'primary', until: window.end };
      if (minute.length >= RULES.pointsPerMinute || underWay >= RULES.concurrent) return secondary(now);
      if ((busy + milliseconds) * factor > RULES.busySeconds * 1000) return secondary(now);
      minute.push({ at: now, milliseconds });
      busy += milliseconds;
      underWay += 1;
      if (!free) window.used += 1;
      return { kind: 'admitted' };
    },
    leave: () => {
      underWay -= 1;
    },
    headers: (now) => {
      roll(now);
      const left = RULES.perHour - window.used;
      return {
        'x-ratelimit-limit': String(RULES.perHour),
        'x-ratelimit-remaining': String(left),
        'x-ratelimit-reset': String(Math.ceil(window.end / 1000)),
        'x-ratelimit-resource': 'core',
      };
    },
  };
}

/**
 * The least time in which so many requests can be made with so many tokens, in seconds: hours and minutes are used up at
 * their very beginning.
 */
export function lowerBound(requests: number, tokens = 1): number {
  const each = Math.ceil(requests / tokens);
  const hours = Math.floor((each - 1) / RULES.perHour);
  const rest = each - hours * RULES.perHour;
  return hours * 3600 + Math.floor((rest - 1) / RULES.pointsPerMinute) * 60;
}
