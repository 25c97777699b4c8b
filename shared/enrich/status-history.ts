import { type Row, row } from '../domain/table.ts';
import { issueStatusHistory } from '../domain/ticket.ts';
import { type Change, changesOf, type Issue } from './changes.ts';
import { instantOf, minutesBetween } from './given.ts';

interface Begin {
  readonly at: string;
  readonly original: string;
  readonly status: string | null | undefined;
}

/**
 * How long an issue was in which status: from its creation to the first change, from change to change, and the last one open.
 * The intervals follow one another without a gap, so that together they are the issue's age. Of several of one status that
 * begin at one instant only the last has a length, and only it is kept.
 */
export function statusHistory(issue: Issue, changes: readonly Change[]): readonly Row[] {
  const begins = beginsOf(issue, changes);
  const rows = begins.map(({ at, original, status }, index): readonly [string, Row] => {
    const end = begins[index + 1]?.at;
    const values = {
      issueId: issue.id,
      originalStatus: original,
      startDate: at,
      status,
      endDate: end,
      isCurrentStatus: end === undefined,
      isFirstStatus: index === 0,
      statusTimeMinutes: end === undefined ? undefined : minutesBetween(at, end),
    };
    return [`${at} ${original}`, row(issueStatusHistory, values)];
  });
  return [...new Map(rows).values()];
}

function beginsOf(issue: Issue, changes: readonly Change[]): readonly Begin[] {
  const moves = changesOf(issue, changes, (field) => field === 'status');
  const [first] = moves;
  const created = instantOf(issue.createdDate);
  const before: Begin[] =
    created === undefined
      ? []
      : [
          {
            at: new Date(created).toISOString(),
            original: (first ? first.originalFromValue : issue.originalStatus) ?? '',
            status: first ? first.fromValue : issue.status,
          },
        ];
  return [
    ...before,
    ...moves.map(
      ({ at, originalToValue, toValue }): Begin => ({ at, original: originalToValue ?? '', status: toValue }),
    ),
  ];
}
