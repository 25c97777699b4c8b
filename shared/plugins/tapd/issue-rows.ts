import * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import { boardIssues, issueAssignees, issueLabels, issues, sprintIssues } from '../../domain/ticket.ts';
import { Id, minutesBetween } from '../../plugin-sdk/fields.ts';
import { lastMatch } from '../../plugin-sdk/label-mapping.ts';
import type { Child } from '../../plugin-sdk/stream.ts';
import { instantOf, labelsIn, peopleIn, personOf, Reference, When, Words } from './fields.ts';
import { accountId, issueId, iterationId, type Kind, workspaceId } from './ids.ts';
import type { Workspace } from './scope.ts';
import type { ScopeConfig } from './scope-config.ts';

/** What stories, bugs and tasks have in common; other keys are kept, as a mapping may name them. */
export const Common = z.looseObject({
  id: Id,
  status: Words,
  priority: Words,
  iteration_id: Reference,
  label: Words,
  created: When,
  modified: When,
});
type Common = z.output<typeof Common>;

/** What each kind of issue says in its own way. */
export interface Particulars {
  readonly url: string;
  readonly title: string | undefined;
  readonly type: string;
  readonly originalType: string;
  readonly status: string;
  readonly originalStatus: string | undefined;
  readonly priority: string | undefined;
  readonly creator: string | undefined;
  readonly owners: string | undefined;
  readonly resolutionDate: string | undefined;
  readonly dueDateField: string | undefined;
  readonly others?: Partial<Parameters<typeof row<typeof issues.schema.shape>>[1]>;
}

/** The rows of an issue: itself, its board, its iteration, who works on it, its labels. */
export function issueRows(
  kind: Kind,
  item: Common,
  particulars: Particulars,
  at: { readonly connection: string; readonly scope: Workspace; readonly config: ScopeConfig },
): readonly Row[] {
  const { connection, scope, config } = at;
  const { creator: created, owners, dueDateField, others, ...columns } = particulars;
  const id = issueId(kind, connection, item.id);
  const labels = labelsIn(item.label);
  const [creator, assignee] = [personOf(connection, created), personOf(connection, owners)];
  return [
    row(issues, {
      id,
      issueKey: item.id,
      ...columns,
      createdDate: item.created,
      updatedDate: item.modified,
      leadTimeMinutes: minutesBetween(item.created, particulars.resolutionDate),
      creatorId: creator?.id,
      creatorName: creator?.name,
      assigneeId: assignee?.id,
      assigneeName: assignee?.name,
      isSubtask: false,
      dueDate: dueDateOf(item, dueDateField),
      origin: lastMatch(labels, config.originTags),
      ...others,
    }),
    row(boardIssues, { boardId: workspaceId(connection, scope.id), issueId: id }),
    ...(item.iteration_id
      ? [row(sprintIssues, { sprintId: iterationId(connection, item.iteration_id), issueId: id })]
      : []),
    ...peopleIn(owners).map((name) =>
      row(issueAssignees, { issueId: id, assigneeId: accountId(connection, name), assigneeName: name }),
    ),
    ...labels.map((labelName) => row(issueLabels, { issueId: id, labelName })),
  ];
}

/** A custom field may hold anything: what is no time there is no due date. */
function dueDateOf(item: Common, field = 'due'): string | undefined {
  const value = item[field];
  return typeof value === 'string' && value !== '' ? instantOf(value) : undefined;
}

/** The commits of an issue are asked for whenever it has changed. */
export const commitsOf = (kind: Kind, { id, modified }: Common): Child => ({
  stream: `${kind}_commits`,
  input: { id, updated: modified },
});
