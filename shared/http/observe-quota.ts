import type { Quota, QuotaObservation } from '../plugin-sdk/quota.ts';
import { parseHttpDate } from './http-date.ts';

type Headers = Readonly<Record<string, string>>;

const DAY_MILLISECONDS = 86_400_000;

/** Reads what the vendor reports of a quota; absent or nonsensical headers are no observation, nor is a limit of 0. */
export function observeQuota(headers: Headers, quota: Quota | undefined, at: number): QuotaObservation | undefined {
  const limit = countOf(headers, quota?.headers?.limit);
  const remaining = remainingOf(headers, quota);
  const resetAt = resetOf(headers, quota, at);
  if (limit === undefined || remaining === undefined || resetAt === undefined) return undefined;
  // GHES reports 0 of 0 where the limits are off: https://docs.github.com/enterprise-server/rest/rate-limit
  return limit === 0 || remaining > limit ? undefined : { limit, remaining, resetAt };
}

/** What is left of a quota in its window. */
export const remainingOf = (headers: Headers, quota: Quota | undefined): number | undefined =>
  countOf(headers, quota?.headers?.remaining);

/** When the quota's window ends; a time more than two windows (at least a day) from now is nonsense. */
export function resetOf(headers: Headers, quota: Quota | undefined, at: number): number | undefined {
  if (quota?.headers === undefined) return undefined;
  const furthest = Math.max(2000 * quota.perSeconds, DAY_MILLISECONDS);
  const isPlausible = (time: number): boolean => Math.abs(time - at) <= furthest;
  if (quota.headers.resetAs === 'isoTime') {
    const time = Date.parse(headers[quota.headers.reset.toLowerCase()] ?? '');
    return Number.isNaN(time) ? undefined : [onOurClock(headers, time, at), time].find(isPlausible);
  }
  const seconds = countOf(headers, quota.headers.reset);
  if (seconds === undefined) return undefined;
  if (quota.headers.resetAs !== 'epochSeconds') return [at + seconds * 1000].find(isPlausible);
  return [onOurClock(headers, seconds * 1000, at), seconds * 1000].find(isPlausible);
}

/** Clocks that differ by less are taken for equal: a date is told in seconds, and an answer is some time on its way. */
const SAME_CLOCK = 60_000;

/** A time that the vendor's clock tells, which may be minutes from ours: what counts is its distance to the answer's date. */
function onOurClock(headers: Headers, time: number, at: number): number {
  const skew = at - (parseHttpDate(headers.date) ?? at);
  return Math.abs(skew) <= SAME_CLOCK ? time : time + skew;
}

function countOf(headers: Headers, name: string | undefined): number | undefined {
  const value = name === undefined ? undefined : headers[name.toLowerCase()]?.trim();
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
