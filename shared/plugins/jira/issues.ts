import * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import {
  boardIssues,
  issueAssignees,
  issueLabels,
  issueRelationships,
  issues as issueTable,
  sprintIssues,
} from '../../domain/ticket.ts';
import { Id, minutesBetween, Text, Time } from '../../plugin-sdk/fields.ts';
import { lastMatch } from '../../plugin-sdk/label-mapping.ts';
import type { PageFacts } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import type { Child } from '../../plugin-sdk/stream.ts';
import { changeNeeds, changeRows, History } from './changes.ts';
import { MaybePerson, Named, RichText, SprintReference, SprintText } from './fields.ts';
import { boardId, issueId, personId, sprintId } from './ids.ts';
import { jqlTime } from './jql-time.ts';
import { fieldType, issueType, statusOf } from './lookups.ts';
import { nextPageToken, SIZE, startAt } from './paging.ts';
import { type Board, isCloud } from './scope.ts';
import type { ScopeConfig } from './scope-config.ts';
import { standardStatus, standardType } from './standard.ts';
import { defineStream } from './stream.ts';
import { usersOf } from './users.ts';

const Linked = z.object({ id: Id }).nullish();
const Counted = z.object({ total: z.number().optional() }).nullish().catch(undefined);
const Minutes = z.number().nullish();

const Fields = z.looseObject({
  summary: Text,
  description: RichText,
  issuetype: z.object({ name: z.string(), iconUrl: Text, subtask: z.boolean().default(false) }),
  status: z.object({ id: Id, name: z.string(), statusCategory: z.object({ key: z.string() }) }),
  priority: Named.nullish(),
  project: Named.nullish(),
  components: z.array(Named).nullish(),
  fixVersions: z.array(Named).nullish(),
  labels: z.array(z.string()).nullish(),
  creator: MaybePerson,
  reporter: MaybePerson,
  assignee: MaybePerson,
  parent: Linked,
  epic: z.object({ key: Text }).nullish(),
  sprint: z.union([SprintReference, z.null()]).optional(),
  closedSprints: z.array(SprintReference).nullish(),
  issuelinks: z
    .array(
      z.object({
        type: z.object({ inward: Text, outward: Text, name: Text }),
        inwardIssue: Linked,
        outwardIssue: Linked,
      }),
    )
    .nullish(),
  timeoriginalestimate: Minutes,
  timespent: Minutes,
  timetracking: z.object({ remainingEstimateSeconds: Minutes }).nullish(),
  duedate: Text,
  created: Text,
  updated: Time.nullish(),
  resolutiondate: Time.nullish(),
  comment: Counted,
  worklog: Counted,
});

const Issue = z.object({
  id: Id,
  key: z.string(),
  self: Text,
  fields: Fields,
  changelog: z.object({ histories: z.array(History).default([]) }).nullish(),
});
type Issue = z.output<typeof Issue>;
type Tool = Omit<Issue, 'changelog'> & { readonly histories: readonly History[] };

/** Searching finds what was changed moments ago only later; a cursor goes further back than elsewhere. */
const OVERLAP_SECONDS = 1_800;

/**
 * Issues of the board. In the cloud its filter is searched, with a token for each next page; elsewhere, and where the
 * filter is not shown, the board itself is read. In either case in the order of creation, which never changes.
 */
export const issues = defineStream({
  name: 'issues',
  incremental: 'since',
  overlapSeconds: OVERLAP_SECONDS,
  request: ({ scope, since }) => {
    const changed = since === undefined ? [] : [`updated >= '${jqlTime(since, scope.timeZone)}'`];
    if (searches(scope)) {
      const jql = `${[`filter = ${scope.filterId}`, ...changed].join(' AND ')} ORDER BY created ASC`;
      return list('/api/2/search/jql', { jql, fields: '*all', maxResults: SIZE });
    }
    return list(`/agile/1.0/board/${scope.id}/issue`, {
      jql: `${changed.join('')} ORDER BY created ASC`.trim(),
      // In the cloud it would hold the last hundred changes only; there, changes are a stream of their own.
      expand: isCloud(scope) ? undefined : 'changelog',
      maxResults: SIZE,
      startAt: 0,
    });
  },
  list: 'issues',
  raw: Issue,
  pagination: (page: PageFacts<Issue>) =>
    page.request.target.startsWith('/api/2/search/jql') ? nextPageToken(page) : startAt(page),
  children: (issue, { scope }) => childrenOf(issue, scope),
  // Restricted issues come without anything that can be told of them.
  extract: ({ changelog, ...issue }, { scope }): readonly Tool[] =>
    issue.fields.created ? [{ ...issue, histories: isCloud(scope) ? [] : (changelog?.histories ?? []) }] : [],
  key: ({ id }) => id,
  updatedAt: ({ fields }) => fields.updated,
  provides: ({ id, fields }) => [issueType.entry(id, fields.issuetype.name)],
  lookups: [statusOf, fieldType],
  needs: ({ histories }) => changeNeeds(histories),
  convert: (issue, { connection, scope, config, find }) => {
    const id = issueId(connection, issue.id);
    const { fields, histories } = issue;
    const assignee = personId(connection, fields.assignee);
    return [
      issueRow(id, issue, connection, config),
      row(boardIssues, { boardId: boardId(connection, scope.id), issueId: id }),
      ...[...new Set(fields.labels ?? [])].map((labelName) => row(issueLabels, { issueId: id, labelName })),
      ...(assignee
        ? [row(issueAssignees, { issueId: id, assigneeId: assignee, assigneeName: fields.assignee?.displayName })]
        : []),
      ...sprintsOf(fields).map((sprint) => row(sprintIssues, { sprintId: sprintId(connection, sprint), issueId: id })),
      ...linksOf(id, fields, connection),
      ...changeRows({ id: issue.id, type: fields.issuetype.name }, histories, { connection, config, find }),
    ];
  },
});

const searches = (scope: Board): boolean => isCloud(scope) && scope.filterId !== '';

/** What is known to be empty is not asked for. */
function childrenOf({ id, fields }: Issue, scope: Board): readonly Child[] {
  if (!fields.created) return [];
  const input = { id, updated: fields.updated };
  const mayHold = (counted: z.output<typeof Counted>) => counted?.total !== 0;
  return [
    ...(isCloud(scope) ? [{ stream: 'issue_changelogs', input }] : []),
    ...(mayHold(fields.comment) ? [{ stream: 'issue_comments', input }] : []),
    ...(mayHold(fields.worklog) ? [{ stream: 'worklogs', input }] : []),
    { stream: 'remotelinks', input },
    ...usersOf(fields.creator, fields.reporter, fields.assignee),
  ];
}

/** The sprints of an issue: the board names them, a search has them in a custom field. */
function sprintsOf(fields: z.output<typeof Fields>): readonly string[] {
  const named = [...(fields.closedSprints ?? []), ...(fields.sprint ? [fields.sprint] : [])];
  const custom = Object.entries(fields).flatMap(([key, value]) => {
    const read = key.startsWith('customfield_') ? InCustomField.safeParse(value) : undefined;
    return read?.success ? read.data : [];
  });
  return [...new Set([...named, ...custom])];
}

/** Only sprints have both a board and a state; old servers write them as text. */
const InCustomField = z
  .array(
    z.union([
      z.object({ id: Id, boardId: Id, state: z.string(), name: z.string() }).transform(({ id }) => id),
      SprintText,
    ]),
  )
  .min(1);

const linksOf = (id: string, fields: z.output<typeof Fields>, connection: string): readonly Row[] =>
  (fields.issuelinks ?? []).flatMap(({ type, inwardIssue, outwardIssue }) => {
    const other = inwardIssue ?? outwardIssue;
    const originalType = (inwardIssue ? type.inward : type.outward) || type.name;
    if (!other || !originalType) return [];
    return [row(issueRelationships, { sourceIssueId: id, targetIssueId: issueId(connection, other.id), originalType })];
  });

function issueRow(id: string, { key, self, fields }: Tool, connection: string, config: ScopeConfig): Row {
  const { issuetype, status, assignee, creator } = fields;
  const seconds = fields.timetracking?.remainingEstimateSeconds ?? 0;
  return row(issueTable, {
    id,
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
