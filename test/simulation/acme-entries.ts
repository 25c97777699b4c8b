import * as z from 'zod';
import { cicdReleases } from '../../shared/domain/cicd.ts';
import { row } from '../../shared/domain/table.ts';
import { issueWorklogs } from '../../shared/domain/ticket.ts';
import { offset, type PageFacts, type Pagination, restartAt, timeWindows } from '../../shared/plugin-sdk/pagination.ts';
import { list, one } from '../../shared/plugin-sdk/request.ts';
import type { Stream } from '../../shared/plugin-sdk/stream.ts';
import { defineStream } from './acme-scope.ts';
import { ENTRIES_A_PAGE, isoOf, REACH } from './entries.ts';

const RawEntry = z.object({ id: z.number(), name: z.string(), created: z.string() });
type RawEntry = z.output<typeof RawEntry>;

const queryOf = (target: string): URLSearchParams => new URLSearchParams(target.split('?')[1]);
const totalOf = (json: unknown): number | undefined => z.object({ total: z.number() }).safeParse(json).data?.total;

/** By offset, newest first; where offsets end, the list is begun again at the last moment that was read. */
export const beginningAgain =
  (lastMoment = (oldest: number): number => oldest, pages: Pagination<RawEntry> = byOffset): Pagination<RawEntry> =>
  (page: PageFacts<RawEntry>) => {
    const { since, target } = page.request;
    const times = page.items.map(({ created }) => Date.parse(created));
    if (times.length === 0) return pages(page);
    if (since !== undefined && Math.max(...times) < Date.parse(since)) return [];
    if (pages(page).length === 0 || Number(queryOf(target).get('offset')) + 2 * ENTRIES_A_PAGE <= REACH)
      return pages(page);
    return [restartAt(page, { before: isoOf(lastMoment(Math.min(...times))), offset: 0 })];
  };

/** By offset, up to the total that each page tells. */
export const byOffset: Pagination<unknown> = offset({ parameter: 'offset', total: totalOf });

/** The vendor has nothing older. */
const EPOCH = Date.UTC(2026, 1, 21);
const SIXTEEN_DAYS = 16 * 86_400_000;

/** Windows of time, halved until each is given whole, and read by offset; so much of its end may be left out of each. */
export const byWindows = (leftOut = 0): Pagination<unknown> =>
  timeWindows({
    limit: REACH,
    total: totalOf,
    bounds: (target) => {
      const [from, to] = ['from', 'to'].map((name) => Date.parse(queryOf(target).get(name) ?? ''));
      return from === undefined || to === undefined ? undefined : [from, to + leftOut];
    },
    narrow: (target, from, to) => `${target.split('?')[0]}?from=${isoOf(from)}&to=${isoOf(to - leftOut)}&offset=0`,
    within: byOffset,
  });

/** How the two lists are paged, where it is otherwise than it should be. */
export interface EntryPagings {
  readonly releases?: Pagination<RawEntry>;
  readonly worklogs?: Pagination<unknown>;
}

/** Streams of lists that move whenever something is made: by offset, and in windows of time. */
export const entryStreams = ({
  releases: releasePages = beginningAgain(),
  worklogs: worklogPages = byWindows(),
}: EntryPagings): readonly Stream[] => [
  defineStream({
    name: 'releases',
    incremental: 'newest',
    request: ({ scope }) => list(`/spaces/${scope.id}/releases`, { offset: 0 }),
    list: 'values',
    raw: RawEntry,
    pagination: releasePages,
    extract: (release, { scope }) => [{ ...release, space: scope.id }],
    key: ({ id }) => id,
    byId: ({ id, space }) => one(`/spaces/${space}/releases/${id}`),
    convert: ({ id, name, created }) => [row(cicdReleases, { id: String(id), name, publishedAt: created })],
  }),
  defineStream({
    name: 'worklogs',
    incremental: 'since',
    request: ({ scope, since, now }) => {
      // The end stays as it is for days: what is made while one reads is in the window, and the target is the same again.
      const to = EPOCH + Math.ceil((Date.parse(now) - EPOCH) / SIXTEEN_DAYS) * SIXTEEN_DAYS;
      const from = since === undefined ? EPOCH : Date.parse(since);
      return list(`/spaces/${scope.id}/worklogs`, { from: isoOf(from), to: isoOf(to), offset: 0 });
    },
    list: 'values',
    raw: RawEntry,
    pagination: worklogPages,
    extract: (worklog, { scope }) => [{ ...worklog, space: scope.id }],
    key: ({ id }) => id,
    byId: ({ id, space }) => one(`/spaces/${space}/worklogs/${id}`),
    convert: ({ id, name, created, space }) => [
      row(issueWorklogs, { id: String(id), issueId: space, comment: name, loggedDate: created }),
    ],
  }),
];
