import { parseHttpDate } from './http-date.ts';

const MAX_WAIT_MILLISECONDS = 15 * 60_000;

/**
 * Epoch milliseconds until which a `Retry-After` header says to wait, from now to 15 minutes ahead. It may hold seconds
 * or a date; a date is measured against the vendor's own clock (`date`) where that is known. Undefined when the header
 * is absent or says nothing.
 */
export function retryAfter(header: string | undefined, date: string | undefined, at: number): number | undefined {
  const wait = secondsOf(header) ?? untilOf(header, parseHttpDate(date) ?? at);
  return wait === undefined ? undefined : at + Math.min(Math.max(wait, 0), MAX_WAIT_MILLISECONDS);
}

const secondsOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(header) ? Math.ceil(Number(header) * 1000) : undefined;

function untilOf(header: string | undefined, now: number): number | undefined {
  const then = parseHttpDate(header);
  return then === undefined ? undefined : then - now;
}
