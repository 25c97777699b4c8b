import { linkHeader, timeWindows } from '../../plugin-sdk/pagination.ts';

/** With a filter by time, GitHub names at most so many runs; `total_count` goes on counting. */
const MOST_RESULTS = 1000;
/** GitHub Actions began in this year. */
const EPOCH = '2018-01-01T00:00:00Z';

const seconds = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

/**
 * The window of creation times from `since` on. It ends with the month: what is created while one reads is in it, and a
 * full sync asks the same question until then, which a conditional request answers for nothing.
 */
export function createdWindow(since: string | undefined, now: string): string {
  const from = Math.floor(Date.parse(since ?? EPOCH) / 1000) * 1000;
  const today = new Date(now);
  const to = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
  return `${seconds(from)}..${seconds(Math.max(from, to))}`;
}

function bounds(target: string): readonly [number, number] | undefined {
  const [from = '', to = ''] = (new URLSearchParams(target.split('?')[1]).get('created') ?? '').split('..');
  const times = [Date.parse(from), Date.parse(to)] as const;
  return times.some(Number.isNaN) ? undefined : times;
}

function narrow(target: string, from: number, to: number): string {
  const [path = '', search = ''] = target.split('?');
  const query = new URLSearchParams(search);
  query.set('created', `${seconds(from)}..${seconds(to)}`);
  return `${path}?${query}`;
}

function total(json: unknown): number | undefined {
  const count = typeof json === 'object' && json !== null && 'total_count' in json ? json.total_count : undefined;
  return typeof count === 'number' ? count : undefined;
}

/** Windows with more runs than GitHub names are halved; within one, runs come newest first, page after page. */
export const runWindows = timeWindows({ limit: MOST_RESULTS, total, bounds, narrow, within: linkHeader() });
