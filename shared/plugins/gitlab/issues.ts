import * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import { boardIssues, issueAssignees, issueLabels, issues as issueTable, sprintIssues } from '../../domain/ticket.ts';
import { Id, minutesBetween, Text, Time } from '../../plugin-sdk/fields.ts';
import { issueTypeOf, lastMatch } from '../../plugin-sdk/label-mapping.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Labels, MaybePerson, People } from './fields.ts';
import { accountId, issueId, iterationId, milestoneId, personId, projectId } from './ids.ts';
import { byCreation } from './paging.ts';
import { pathOf } from './scope.ts';
import type { ScopeConfig } from './scope-config.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Issue = z.object({
  id: Id,
  iid: z.number().int(),
  title: Text,
  description: Text,
  state: z.string(),
  issue_type: Text,
  severity: Text,
  labels: Labels,
  milestone: z.object({ id: Id }).nullish(),
  iteration: z.object({ id: Id }).nullish(),
  author: MaybePerson,
  assignee: MaybePerson,
  assignees: People,
  due_date: Text,
  web_url: Text,
  time_stats: z.object({ time_estimate: z.number().nullish(), total_time_spent: z.number().nullish() }).nullish(),
  created_at: Time,
  updated_at: Time.nullish(),
  closed_at: Time.nullish(),
});
type Issue = z.output<typeof Issue>;

const CHILDREN = ['issue_notes', 'issue_state_events', 'issue_label_events', 'issue_milestone_events', 'issue_links'];

/** Issues with their labels, assignees and milestone. */
export const issues = defineStream({
  name: 'issues',
  version: 2,
  incremental: 'since',
  request: ({ scope, since }) =>
    list(`${pathOf(scope)}/issues`, {
      scope: 'all',
      order_by: 'created_at',
      sort: 'asc',
      per_page: PER_PAGE,
      updated_after: since,
    }),
  raw: Issue,
  pagination: byCreation<Issue>(),
  children: ({ id, iid }) => CHILDREN.map((stream) => ({ stream, input: { id, iid } })),
  extract: (issue) => [issue],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (issue, { connection, scope, config }) => {
    const id = issueId(connection, issue.id);
    return [
      issueRow(id, issue, connection, config),
      row(boardIssues, { boardId: projectId(connection, scope.id), issueId: id }),
      ...issue.labels.map((labelName) => row(issueLabels, { issueId: id, labelName })),
      ...issue.assignees.map(({ id: assignee, username }) =>
        row(issueAssignees, { issueId: id, assigneeId: accountId(connection, assignee), assigneeName: username }),
      ),
      ...(issue.milestone
        ? [row(sprintIssues, { sprintId: milestoneId(connection, issue.milestone.id), issueId: id })]
        : []),
      ...(issue.iteration
        ? [row(sprintIssues, { sprintId: iterationId(connection, issue.iteration.id), issueId: id })]
        : []),
    ];
  },
});

function issueRow(id: string, issue: Issue, connection: string, config: ScopeConfig): Row {
  const { labels, author, time_stats: times } = issue;
  const assignee = issue.assignee ?? issue.assignees[0];
  const resolutionDate = issue.state === 'closed' ? issue.closed_at : undefined;
  return row(issueTable, {
    id,
    url: issue.web_url,
    issueKey: String(issue.iid),
    title: issue.title,
    description: issue.description,
    type: issue.issue_type === 'incident' ? 'INCIDENT' : issueTypeOf(labels, config),
    originalType: issue.issue_type,
    status: statusOf(issue.state, labels, config),
    originalStatus: issue.state,
    resolutionDate,
    createdDate: issue.created_at,
    updatedDate: issue.updated_at,
    leadTimeMinutes: minutesBetween(issue.created_at, resolutionDate),
    originalEstimateMinutes: minutesOf(times?.time_estimate),
    timeSpentMinutes: minutesOf(times?.total_time_spent),
    creatorId: personId(connection, author),
    creatorName: author?.username,
    assigneeId: personId(connection, assignee),
    assigneeName: assignee?.username,
    priority: lastMatch(labels, config.issuePriority),
    severity: lastMatch(labels, config.issueSeverity) || issue.severity?.toUpperCase(),
    component: lastMatch(labels, config.issueComponent),
    dueDate: issue.due_date,
  });
}

const minutesOf = (seconds: number | null | undefined) => (seconds ? Math.floor(seconds / 60) : undefined);

function statusOf(state: string, labels: readonly string[], config: ScopeConfig) {
  if (state !== 'opened' && state !== 'reopened') return 'DONE';
  return lastMatch(labels, config.statusLabels) === '' ? 'TODO' : 'IN_PROGRESS';
}
