import type { ClockPort } from '../pipeline/ports.ts';

/** How many requests a caller may send: so many at once, refilled at so many a second. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Callers that are remembered; beyond, those that have waited longest start anew. */
const MOST = 10_000;

/** Counts requests by caller (a token bucket each); answers how many seconds to wait, 0 when the request may pass. */
export function rateLimiter(clock: ClockPort, { burst, perSecond }: RateLimit): (caller: string) => number {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (caller) => {
    const now = clock.now();
    const { tokens, at } = buckets.get(caller) ?? { tokens: burst, at: now };
    const left = Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
    buckets.delete(caller);
    buckets.set(caller, { tokens: left < 1 ? left : left - 1, at: now });
    const [oldest] = buckets.keys();
    if (buckets.size > MOST && oldest !== undefined) buckets.delete(oldest);
    return left < 1 ? Math.ceil((1 - left) / perSecond) : 0;
  };
}
