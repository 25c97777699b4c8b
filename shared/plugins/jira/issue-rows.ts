import type * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import { issueAssignees, issueLabels, issues as issueTable } from '../../domain/ticket.ts';
import { minutesBetween } from '../../plugin-sdk/fields.ts';
import { lastMatch } from '../../plugin-sdk/label-mapping.ts';
import { issueId, personId } from './ids.ts';
import type { Fields, Issue } from './issue.ts';
import type { ScopeConfig } from './scope-config.ts';
import { standardStatus, standardType } from './standard.ts';

type Given = Pick<Issue, 'id' | 'key' | 'self' | 'fields'>;

/** The rows of an issue by itself, wherever it was found: what it is, its labels, who works on it. */
export function issueRows(issue: Given, connection: string, config: ScopeConfig): readonly Row[] {
  const id = issueId(connection, issue.id);
  const { fields } = issue;
  const assignee = personId(connection, fields.assignee);
  return [
    issueRow(issue, connection, config),
    ...[...new Set(fields.labels ?? [])].map((labelName) => row(issueLabels, { issueId: id, labelName })),
    ...(assignee
      ? [row(issueAssignees, { issueId: id, assigneeId: assignee, assigneeName: fields.assignee?.displayName })]
      : []),
  ];
}

/** The issue itself. */
export function issueRow({ id, key, self, fields }: Given, connection: string, config: ScopeConfig): Row {
  const { issuetype, status, assignee, creator } = fields;
  const seconds = fields.timetracking?.remainingEstimateSeconds ?? 0;
  return row(issueTable, {
    id: issueId(connection, id),
    url: self ? `${self.replace(/\/rest\/.*$/, '')}/browse/${key}` : undefined,
    iconUrl: issuetype.iconUrl,
    issueKey: key,
    title: fields.summary,
    description: fields.description,
    epicKey: fields.epic?.key || textIn(fields, config.epicKeyField),
    type: standardType(config, issuetype),
    originalType: issuetype.name,
    status: standardStatus(config, issuetype.name, {
      id: status.id,
      name: status.name,
      category: status.statusCategory.key,
    }),
    originalStatus: status.name,
    storyPoint: storyPointOf(fields, config),
    resolutionDate: fields.resolutiondate,
    createdDate: fields.created,
    updatedDate: fields.updated,
    leadTimeMinutes: minutesBetween(fields.created, fields.resolutiondate),
    originalEstimateMinutes: minutes(fields.timeoriginalestimate),
    timeSpentMinutes: minutes(fields.timespent),
    timeRemainingMinutes: minutes(seconds),
    creatorId: personId(connection, creator),
    creatorName: creator?.displayName,
    assigneeId: personId(connection, assignee),
    assigneeName: assignee?.displayName,
    parentIssueId: fields.parent ? issueId(connection, fields.parent.id) : undefined,
    priority: fields.priority?.name,
    component: (fields.components ?? []).map(({ name }) => name).join(','),
    originalProject: fields.project?.name,
    isSubtask: issuetype.subtask,
    dueDate: dueDateOf(fields, config),
    fixVersions: (fields.fixVersions ?? []).map(({ name }) => name).join(','),
    origin: lastMatch(fields.labels ?? [], config.originLabels),
  });
}

const minutes = (seconds: number | null | undefined): number | undefined =>
  typeof seconds === 'number' ? Math.floor(seconds / 60) : undefined;

const textIn = (fields: Readonly<Record<string, unknown>>, field: string | undefined): string => {
  const value = field === undefined ? undefined : fields[field];
  return typeof value === 'string' ? value : '';
};

/** A number, or text that is one; a board that estimates in points counts what has none as 0. */
function storyPointOf(fields: Readonly<Record<string, unknown>>, { storyPointField }: ScopeConfig): number | undefined {
  const value = storyPointField === undefined ? undefined : fields[storyPointField];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
}

/** A date without a time begins at midnight where the issue's own times are told. */
function dueDateOf(fields: z.output<typeof Fields>, { dueDateField }: ScopeConfig): string | undefined {
  const text = textIn(fields, dueDateField) || fields.duedate || '';
  const zone = /(?:Z|[+-]\d\d:?\d\d)$/.exec(fields.created ?? '')?.[0] ?? 'Z';
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00.000${zone}` : text;
  return Number.isNaN(Date.parse(at)) ? undefined : at;
}
