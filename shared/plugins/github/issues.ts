import * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import { boardIssues, issueAssignees, issueLabels, issues as issueTable, sprintIssues } from '../../domain/ticket.ts';
import { Id, secondsBetween, Text, Time } from '../../plugin-sdk/fields.ts';
import { issueTypeOf, lastMatch } from '../../plugin-sdk/label-mapping.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { Labels, People, Person } from './fields.ts';
import { accountId, issueId, milestoneId, personId, repositoryId } from './ids.ts';
import { issueIds } from './lookups.ts';
import { accountsOf } from './people.ts';
import { pathOf } from './scope.ts';
import type { ScopeConfig } from './scope-config.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Issue = z.object({
  id: Id,
  number: z.number().int(),
  title: Text,
  body: Text,
  state: z.string(),
  html_url: Text,
  user: Person,
  labels: Labels,
  assignee: Person,
  assignees: People,
  milestone: z.object({ id: Id }).nullish(),
  pull_request: z.unknown().optional(),
  created_at: Time,
  updated_at: Time.nullish(),
  closed_at: Time.nullish(),
});
type Issue = z.output<typeof Issue>;

/** Issues with their labels, assignees and milestone. */
export const issues = defineStream({
  name: 'issues',
  incremental: 'since',
  // Ascending creation is immutable: an issue that changes while it is read can only be read twice.
  request: ({ scope, since }) =>
    list(`${pathOf(scope)}/issues`, { state: 'all', sort: 'created', direction: 'asc', per_page: PER_PAGE, since }),
  raw: Issue,
  pagination: linkHeader({ fanOut: true }),
  children: (issue) => accountsOf(issue.user, issue.assignee, ...issue.assignees),
  // The list holds pull requests too, under an id that is not theirs.
  extract: ({ pull_request, ...issue }) => (pull_request ? [] : [issue]),
  key: ({ id }) => id,
  byId: ({ number }, { scope }) => one(`${pathOf(scope)}/issues/${number}`),
  updatedAt: ({ updated_at }) => updated_at,
  provides: ({ number, id }) => [issueIds.entry(number, id)],
  convert: (issue, { connection, scope, config }) => {
    const id = issueId(connection, issue.id);
    const { labels, milestone, assignees } = issue;
    return [
      issueRow(id, issue, connection, config),
      row(boardIssues, { boardId: repositoryId(connection, scope.id), issueId: id }),
      ...labels.map((labelName) => row(issueLabels, { issueId: id, labelName })),
      ...assignees.map((assignee) =>
        row(issueAssignees, {
          issueId: id,
          assigneeId: accountId(connection, assignee.id),
          assigneeName: assignee.login,
        }),
      ),
      ...(milestone ? [row(sprintIssues, { sprintId: milestoneId(connection, milestone.id), issueId: id })] : []),
    ];
  },
});

function issueRow(id: string, issue: Omit<Issue, 'pull_request'>, connection: string, config: ScopeConfig): Row {
  const { labels, user } = issue;
  // Newer versions of the API know `assignees` only.
  const assignee = issue.assignee ?? issue.assignees[0];
  const lead = secondsBetween(issue.created_at, issue.closed_at);
  return row(issueTable, {
    id,
    url: issue.html_url,
    issueKey: String(issue.number),
    title: issue.title,
    description: issue.body,
    type: issueTypeOf(labels, config),
    originalType: labels.join(','),
    status: statusOf(issue.state, labels, config),
    originalStatus: issue.state,
    resolutionDate: issue.closed_at,
    createdDate: issue.created_at,
    updatedDate: issue.updated_at,
    leadTimeMinutes: lead === undefined ? undefined : Math.floor(lead / 60),
    creatorId: personId(connection, user),
    creatorName: user?.login,
    assigneeId: personId(connection, assignee),
    assigneeName: assignee?.login,
    priority: lastMatch(labels, config.issuePriority),
    severity: lastMatch(labels, config.issueSeverity),
    component: lastMatch(labels, config.issueComponent),
  });
}

function statusOf(state: string, labels: readonly string[], config: ScopeConfig) {
  if (state.toLowerCase() === 'closed') return 'DONE';
  return lastMatch(labels, config.statusLabels) === '' ? 'TODO' : 'IN_PROGRESS';
}
