import { projectMapping, projects } from '../../shared/domain/crossdomain.ts';
import type { Row } from '../../shared/domain/table.ts';
import { boardIssues, boards, issueStatusHistory, issues } from '../../shared/domain/ticket.ts';
import { rowsOf } from '../support/lake-of-rows.ts';

/** How long an issue was in a status, epoch milliseconds. */
export interface Interval {
  readonly status: string | undefined;
  readonly since: number;
  readonly till: number | undefined;
}

/** An issue as the metrics are to see it. */
export interface RandomIssue {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly intervals: readonly Interval[];
}

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T00:00:00Z');
const SPAN = 30 * 1440;
const STATUSES = ['TODO', 'IN_PROGRESS', 'DONE', 'OTHER', 'IN_PROGRESS', 'TODO'];
const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString();

/** Numbers below `most` that look like chance and are the same for the same seed. */
function chanceOf(seed: number): (most: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (most) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
}

/**
 * A product's issues with histories of chance: gaps, backward moves, a status that is no state, changes from before the
 * creation, issues without changes; and rows of another product that must not be counted.
 */
export function randomOrganisation(seed: number): {
  readonly rows: readonly Row[];
  readonly issues: readonly RandomIssue[];
} {
  const below = chanceOf(seed);
  const made = Array.from({ length: 60 }, (_, i) => randomIssue(String(i), below));
  const shop = made.filter((_, i) => i % 6 !== 5);
  return {
    issues: shop.map(({ issue }) => issue),
    rows: [
      ...rowsOf(projects, ['name'], ['Shop'], ['Other']),
      ...rowsOf(boards, ['id'], ['a'], ['b'], ['c']),
      ...rowsOf(
        projectMapping,
        ['projectName', 'table', 'rowId'],
        ['Shop', 'boards', 'a'],
        ['Shop', 'boards', 'b'],
        ['Other', 'boards', 'c'],
      ),
      ...made.flatMap(({ rows }) => rows),
      // Some are on both boards of the product.
      ...rowsOf(
        boardIssues,
        ['boardId', 'issueId'],
        ...made.flatMap(({ issue: { id } }, i) =>
          (i % 6 === 5 ? ['c'] : i % 4 === 0 ? ['a', 'b'] : ['b']).map((board) => [board, id]),
        ),
      ),
    ],
  };
}

function randomIssue(id: string, below: (most: number) => number) {
  const created = START + below(SPAN) * MINUTE;
  const type = below(2) === 0 ? 'BUG' : 'TASK';
  if (below(6) === 0) return unchangedIssue({ id, type, created }, below);
  const intervals: Interval[] = [];
  let since = created - (below(8) === 0 ? (1 + below(3_000)) * MINUTE : 0);
  const amount = 2 + below(5);
  for (let n = 0; n < amount; n += 1) {
    const till = since + (1 + below(8_000)) * MINUTE;
    intervals.push({ status: STATUSES[below(STATUSES.length)], since, till: n === amount - 1 ? undefined : till });
    since = till + (below(8) === 0 ? (1 + below(500)) * MINUTE : 0);
  }
  const last = intervals.at(-1)?.status;
  const rows = [
    ...rowsOf(issues, ['id', 'type', 'status', 'createdDate'], [id, type, last, iso(created)]),
    ...rowsOf(
      issueStatusHistory,
      ['issueId', 'originalStatus', 'status', 'startDate', 'endDate', 'isFirstStatus', 'isCurrentStatus'],
      ...intervals.map((each, n) => [
        id,
        each.status,
        each.status,
        iso(each.since),
        iso(each.till),
        n === 0,
        n === amount - 1,
      ]),
    ),
  ];
  return { issue: { id, type, created, intervals }, rows };
}

/** One of which only the present status is known; some have a history of that one status, which tells nothing. */
function unchangedIssue(
  { id, type, created }: { id: string; type: string; created: number },
  below: (most: number) => number,
) {
  const status = STATUSES[below(3)];
  const resolved = status === 'DONE' ? created + (1 + below(8_000)) * MINUTE : undefined;
  const intervals: readonly Interval[] = [
    ...(resolved === undefined ? [] : [{ status: undefined, since: created, till: resolved }]),
    { status, since: resolved ?? created, till: undefined },
  ];
  const rows = [
    ...rowsOf(
      issues,
      ['id', 'type', 'status', 'createdDate', 'resolutionDate'],
      [id, type, status, iso(created), iso(resolved)],
    ),
    ...(below(2) === 0
      ? rowsOf(
          issueStatusHistory,
          ['issueId', 'originalStatus', 'status', 'startDate', 'isFirstStatus', 'isCurrentStatus'],
          [id, status, status, iso(created), true, true],
        )
      : []),
  ];
  return { issue: { id, type, created, intervals }, rows };
}
