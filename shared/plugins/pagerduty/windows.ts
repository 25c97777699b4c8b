import * as z from 'zod';
import { offset, timeWindows } from '../../plugin-sdk/pagination.ts';
import { list, type RequestSpec } from '../../plugin-sdk/request.ts';
import { LIMIT } from './stream.ts';

/** A longer span is answered with nothing, and says nothing about it; six months are allowed. */
const LONGEST = 150 * 86_400_000;
/** Offsets beyond are refused. */
const DEEPEST = 10_000;
const Listing = z.object({ more: z.boolean().optional(), total: z.number().nullish() });
const isLast = (more: boolean | undefined): boolean | undefined => (more === undefined ? undefined : !more);

const windowOf = (service: string, from: number, to: number): RequestSpec =>
  list('/incidents', {
    'service_ids[]': service,
    since: new Date(from).toISOString(),
    until: new Date(to).toISOString(),
    sort_by: 'created_at:asc',
    total: true,
    limit: LIMIT,
    offset: 0,
  });

/** Incidents of a service that began in this span, in windows that PagerDuty answers. Times are ISO 8601. */
export function windowsOf(service: string, since: string, now: string): readonly RequestSpec[] {
  const [from, to] = [Date.parse(since), Date.parse(now)];
  const count = Math.max(1, Math.ceil((to - from) / LONGEST));
  return Array.from({ length: count }, (_, index) =>
    windowOf(service, from + index * LONGEST, index === count - 1 ? to : from + (index + 1) * LONGEST),
  );
}

const queryOf = (target: string) => new URLSearchParams(target.split('?')[1]);

/** A window that holds more than an offset can reach is cut in two. */
export const pages = timeWindows({
  limit: DEEPEST,
  total: (json) => Listing.safeParse(json).data?.total ?? undefined,
  bounds: (target) => {
    const query = queryOf(target);
    const [from, to] = [Date.parse(query.get('since') ?? ''), Date.parse(query.get('until') ?? '')];
    return Number.isNaN(from) || Number.isNaN(to) ? undefined : [from, to];
  },
  narrow: (target, from, to) => windowOf(queryOf(target).get('service_ids[]') ?? '', from, to).target,
  within: offset({ parameter: 'offset', isLast: (json) => isLast(Listing.safeParse(json).data?.more) }),
});
