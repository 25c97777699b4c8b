import * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import { boardIssues, issueRelationships, sprintIssues } from '../../domain/ticket.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import type { PageFacts } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import type { Child } from '../../plugin-sdk/stream.ts';
import { changeNeeds, changeRows, type History } from './changes.ts';
import { SprintText } from './fields.ts';
import { boardId, issueId, sprintId } from './ids.ts';
import { type Counted, type Fields, Issue } from './issue.ts';
import { issueRows } from './issue-rows.ts';
import { jqlTime } from './jql-time.ts';
import { fieldType, issueType, statusOf } from './lookups.ts';
import { nextPageToken, SIZE, startAt } from './paging.ts';
import { type Board, isCloud } from './scope.ts';
import { defineStream } from './stream.ts';
import { usersOf } from './users.ts';

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
    return [
      ...issueRows(issue, connection, config),
      row(boardIssues, { boardId: boardId(connection, scope.id), issueId: id }),
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
    { stream: 'development_panel', input },
    ...epicsOf(fields),
    ...(fields.project?.id ? [{ stream: 'versions', input: { project: fields.project.id } }] : []),
    ...usersOf(fields.creator, fields.reporter, fields.assignee),
  ];
}

/** A board names the epic of an issue, elsewhere it is the parent on the level of epics. */
function epicsOf({ epic, parent }: z.output<typeof Fields>): readonly Child[] {
  const key = epic?.key || (parent?.fields?.issuetype?.hierarchyLevel === 1 ? parent.key : undefined);
  return key ? [{ stream: 'epics', input: { key } }] : [];
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
