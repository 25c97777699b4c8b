import type { Pagination } from '../../plugin-sdk/pagination.ts';
import { halfPage, pageNumber } from '../../plugin-sdk/pagination.ts';
import { list, type Query, type RequestSpec } from '../../plugin-sdk/request.ts';
import type { Workspace } from './scope.ts';

/** Rows of one page: lists of changes give no more, and of others larger pages are answered with 500 or 502. */
const LIMIT = 100;
/** TAPD's days begin at midnight in China. */
const EIGHT_HOURS = 8 * 3_600_000;
const DAY = 86_400_000;

/** Filters by time are exact to the day only: a cursor goes back by one. In seconds. */
export const A_DAY = 86_400;

/** A list of a workspace, in the order of creation, which never changes. */
export const listOf = (path: string, { id }: Workspace, query: Query = {}): RequestSpec =>
  list(path, { workspace_id: id, ...query, order: 'created asc', limit: LIMIT, page: 1 });

/** The end of a list is a page with fewer rows than were asked for, as they were sent. */
export const pages: Pagination<unknown> = pageNumber({ size: LIMIT, sizeParameter: 'limit' });

/** A page that is answered with 500 or 502 again and again is too large, as rows may be. */
export const smaller = halfPage({ sizeParameter: 'limit', least: 25 });

/** The day of an instant in China, `2026-10-02`. */
const dayOf = (instant: string): string => new Date(Date.parse(instant) + EIGHT_HOURS).toISOString().slice(0, 10);

/** What was changed since the day of an instant. */
export const changedSince = (since: string | undefined): Query =>
  since === undefined ? {} : { modified: `>${dayOf(since)}` };

/** TAPD began in this year: for workspaces that do not tell since when they are. */
const BEGINNING = '2010-01-01T00:00:00.000Z';

/** The days in China from one instant to another, both included. */
export function daysBetween(from: string | undefined, to: string): readonly string[] {
  const first = Date.parse(`${dayOf(from ?? BEGINNING)}T00:00:00Z`);
  const last = Date.parse(`${dayOf(to)}T00:00:00Z`);
  const count = Math.max(0, Math.floor((last - first) / DAY)) + 1;
  return Array.from({ length: count }, (_, index) => new Date(first + index * DAY).toISOString().slice(0, 10));
}
