import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRow } from '../../shared/domain/record.ts';
import type { Row } from '../../shared/domain/table.ts';
import { assigneeHistory } from '../../shared/enrich/assignee-history.ts';
import type { Change, Issue } from '../../shared/enrich/changes.ts';
import { sprintResidency, sprintsOf } from '../../shared/enrich/sprint-residency.ts';
import { statusHistory } from '../../shared/enrich/status-history.ts';

const at = (day: number, time = '00:00:00') => `2026-01-${String(day).padStart(2, '0')}T${time}.000Z`;
const issue: Issue = { id: 'i', createdDate: at(1), originalStatus: 'Done', status: 'DONE', assigneeId: 'ann' };
const moved = (id: string, when: string, from: string, to: string): Change => ({
  id,
  issueId: 'i',
  fieldName: 'status',
  originalFromValue: from,
  originalToValue: to,
  fromValue: from.toUpperCase(),
  toValue: to.toUpperCase(),
  createdDate: when,
});
const listed = (fieldName: string, id: string, when: string, from: string, to: string): Change => ({
  id,
  issueId: 'i',
  fieldName,
  fromValue: from,
  toValue: to,
  createdDate: when,
});
const stored = (rows: readonly Row[]) =>
  rows.map((row) => {
    const checked = checkRow(row);
    if ('refused' in checked) throw new Error(checked.refused);
    return checked.values;
  });
const spans = (rows: readonly Row[], who: string) =>
  rows.map(({ values }) => [values[who], values.startDate, values.endDate]);

describe('status history', () => {
  it('goes from creation to the first change, from change to change, and stays open', () => {
    const rows = stored(
      statusHistory(issue, [moved('c:2', at(3, '12:00:30'), 'Doing', 'Done'), moved('c:1', at(2), 'Open', 'Doing')]),
    );

    expect(rows).toEqual([
      // A day, to the minute.
      {
        issueId: 'i',
        originalStatus: 'Open',
        startDate: at(1),
        status: 'OPEN',
        endDate: at(2),
        isCurrentStatus: false,
        isFirstStatus: true,
        statusTimeMinutes: 1440,
      },
      // A day and a half, and 30 seconds that are no minute.
      {
        issueId: 'i',
        originalStatus: 'Doing',
        startDate: at(2),
        status: 'DOING',
        endDate: at(3, '12:00:30'),
        isCurrentStatus: false,
        isFirstStatus: false,
        statusTimeMinutes: 2160,
      },
      {
        issueId: 'i',
        originalStatus: 'Done',
        startDate: at(3, '12:00:30'),
        status: 'DONE',
        isCurrentStatus: true,
        isFirstStatus: false,
      },
    ]);
  });

  it('is one open interval without a change', () => {
    expect(stored(statusHistory(issue, []))).toEqual([
      {
        issueId: 'i',
        originalStatus: 'Done',
        startDate: at(1),
        status: 'DONE',
        isCurrentStatus: true,
        isFirstStatus: true,
      },
    ]);
  });

  it('orders changes of one instant by the number in their id', () => {
    const rows = statusHistory(issue, [moved('c:10', at(2), 'b', 'c'), moved('c:9', at(2), 'a', 'b')]);

    expect(rows.map(({ values }) => values.originalStatus)).toEqual(['a', 'b', 'c']);
    expect(rows.at(-1)?.values.isCurrentStatus).toBe(true);
  });

  it('covers the age of the issue without a gap, in whatever order the changes come', () => {
    const change = fc.record({
      id: fc.integer({ min: 1, max: 500 }),
      // Also before the creation, by a clock that is wrong.
      minute: fc.integer({ min: -500, max: 40_000 }),
      to: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(change, { selector: ({ id }) => id, maxLength: 20 }), fc.nat(), (drawn, seed) => {
        const start = Date.parse(at(1));
        const changes = drawn.map(({ id, minute, to }) =>
          moved(`c:${id}`, new Date(start + minute * 60_000).toISOString(), 'a', to),
        );
        const turned = changes
          .map((_, i) => changes[(i + seed) % changes.length] ?? changes[0])
          .flatMap((c) => c ?? []);

        const rows = statusHistory(issue, changes);

        expect(statusHistory(issue, turned)).toEqual(rows);
        const now = start + 50_000 * 60_000;
        const length = ({ values }: Row) =>
          (values.endDate ? Date.parse(String(values.endDate)) : now) - Date.parse(String(values.startDate));
        expect(rows.reduce((sum, one) => sum + length(one), 0)).toBe(now - start);
        const minutes = rows.reduce((sum, { values }) => sum + Number(values.statusTimeMinutes ?? 0), 0);
        const last = rows.find(({ values }) => values.isCurrentStatus);
        expect(minutes).toBe((Date.parse(String(last?.values.startDate)) - start) / 60_000);
        expect(rows.filter(({ values }) => values.isCurrentStatus)).toHaveLength(1);
        const keys = rows.map(({ values }) => `${values.originalStatus} ${values.startDate}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe('assignee history', () => {
  it('opens for who comes, closes for who goes, and begins at creation for who was there', () => {
    const rows = assigneeHistory(issue, [
      listed('assignee', '1', at(2), 'ann', 'ann,bob'),
      listed('assignee', '2', at(3), 'ann,bob', 'bob'),
      listed('assignee', '3', at(4), 'bob', 'ann'),
    ]);

    expect(spans(rows, 'assignee')).toEqual([
      ['ann', at(1), at(3)],
      ['bob', at(2), at(4)],
      ['ann', at(4), undefined],
    ]);
  });

  it("reads GitHub's single steps: one comes, another comes, the first goes", () => {
    const rows = assigneeHistory(issue, [
      listed('assignee', '1', at(2), '', 'ann'),
      listed('assignee', '2', at(3), '', 'bob'),
      listed('assignee', '3', at(4), 'ann', ''),
    ]);

    expect(spans(rows, 'assignee')).toEqual([
      ['ann', at(2), at(4)],
      ['bob', at(3), undefined],
    ]);
  });

  it('is open since creation for all assignees that no change names', () => {
    const rows = assigneeHistory(issue, [], [{ issueId: 'i', assigneeId: 'bob' }]);

    expect(spans(rows, 'assignee')).toEqual([
      ['bob', at(1), undefined],
      ['ann', at(1), undefined],
    ]);
  });
});

describe('sprint residency', () => {
  const sprints = sprintsOf([
    { id: 's1', name: 'One', startedDate: at(5) },
    { id: 's2', name: 'Two', startedDate: at(9) },
  ]);

  it('follows the changes', () => {
    const rows = sprintResidency(
      issue,
      [listed('Sprint', '1', at(2), '', 's1'), listed('Sprint', '2', at(8), 's1', 's1, s2')],
      [
        { sprintId: 's1', issueId: 'i' },
        { sprintId: 's2', issueId: 'i' },
      ],
      sprints,
    );

    expect(spans(rows, 'sprintId')).toEqual([
      ['s1', at(2), undefined],
      ['s2', at(8), undefined],
    ]);
  });

  it('begins at the later of creation and the start of the sprint where no change says so', () => {
    const rows = sprintResidency(issue, [], [{ sprintId: 's1', issueId: 'i' }], sprints);

    expect(spans(rows, 'sprintId')).toEqual([['s1', at(5), undefined]]);
  });

  it("finds the milestone that GitHub's events name by its title", () => {
    const rows = sprintResidency(
      issue,
      [listed('milestone', '1', at(2), '', 'One'), listed('milestone', '2', at(3), 'One', '')],
      [],
      sprints,
    );

    expect(spans(rows, 'sprintId')).toEqual([['s1', at(2), at(3)]]);
  });
});
