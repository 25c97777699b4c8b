import { type Row, row } from '../domain/table.ts';
import { issueAssigneeHistory, type issueAssignees } from '../domain/ticket.ts';
import { type Change, changesOf, type Issue, listChange, type Stay, staysOf } from './changes.ts';
import { type Given, instantOf } from './given.ts';

/** How long an issue was assigned to whom. Without a change of it, its assignees have been so from its creation on. */
export function assigneeHistory(
  issue: Issue,
  changes: readonly Change[],
  assignees: readonly Given<typeof issueAssignees>[] = [],
): readonly Row[] {
  const created = instantOf(issue.createdDate);
  const since = created === undefined ? undefined : new Date(created).toISOString();
  const moves = changesOf(issue, changes, (field) => field === 'assignee');
  const now = [...assignees.map(({ assigneeId }) => assigneeId), ...(issue.assigneeId ? [issue.assigneeId] : [])];
  const stays =
    moves.length > 0
      ? staysOf(
          moves.map((change) => listChange(change)),
          since,
        )
      : since === undefined
        ? []
        : [...new Set(now)].map((member): Stay => ({ member, from: since }));
  const rows = stays.map(({ member, from, to }): readonly [string, Row] => [
    `${member} ${from}`,
    row(issueAssigneeHistory, { issueId: issue.id, assignee: member, startDate: from, endDate: to }),
  ]);
  return [...new Map(rows).values()];
}
