import type { Row } from '../domain/table.ts';
import { boardIssues, issueAssignees, issueChangelogs, issues, sprintIssues, sprints } from '../domain/ticket.ts';
import { assigneeHistory } from '../enrich/assignee-history.ts';
import type { Given } from '../enrich/given.ts';
import { incidentOf } from '../enrich/incidents.ts';
import { sprintResidency, sprintsOf } from '../enrich/sprint-residency.ts';
import { statusHistory } from '../enrich/status-history.ts';
import { inParts, type Parts, type Reconciled, reconcile, rowsIn, sumReconciled } from './enrich-rows.ts';
import type { EnrichUnit, Stepped } from './enrich-unit.ts';

/** What belongs to one issue, as the stream holds it. */
type Part =
  | { readonly kind: 'issue'; readonly id: string; readonly of: Given<typeof issues> }
  | { readonly kind: 'change'; readonly id: string; readonly of: Given<typeof issueChangelogs> }
  | { readonly kind: 'assignee'; readonly id: string; readonly of: Given<typeof issueAssignees> }
  | { readonly kind: 'board'; readonly id: string; readonly of: Given<typeof boardIssues> }
  | { readonly kind: 'sprint'; readonly id: string; readonly of: Given<typeof sprintIssues> };

const FIELDS = new Set(['status', 'assignee', 'Sprint', 'milestone']);
const MADE = [
  'issue_status_history',
  'issue_assignee_history',
  'issue_sprint_history',
  'incidents',
  'incident_assignees',
] as const;

/** Histories, residency and incidents of all issues of an owner. */
export async function enrichIssues(unit: EnrichUnit, parts: Parts): Promise<Stepped> {
  const { ports, ownersOf, target } = unit;
  const titles: Given<typeof sprints>[] = [];
  for await (const { values } of rowsIn(ports, sprints, ownersOf('sprints'))) {
    const { id, name, startedDate } = values;
    titles.push({ id, name, startedDate });
  }
  const known = sprintsOf(titles);
  const all: Reconciled[] = [];
  const next = await inParts(
    () => partsOf(unit),
    ({ id }) => id,
    parts,
    async (groups, isIn) => {
      const rows = [...groups.values()].flatMap((parts) => rowsOfIssue(parts, known));
      all.push(await reconcile(ports, target, MADE, rows, isIn));
    },
  );
  return { reconciled: sumReconciled(all), next };
}

async function* partsOf({ ports, ownersOf }: EnrichUnit): AsyncIterable<Part> {
  for await (const { values } of rowsIn(ports, issues, ownersOf('issues'))) {
    // A description is held only where it is needed.
    const { description, ...rest } = values;
    yield { kind: 'issue', id: values.id, of: values.type === 'INCIDENT' ? { ...rest, description } : rest };
  }
  for await (const { values } of rowsIn(ports, issueChangelogs, ownersOf('issue_changelogs')))
    if (values.issueId && FIELDS.has(values.fieldName ?? '')) yield { kind: 'change', id: values.issueId, of: values };
  for await (const { values } of rowsIn(ports, issueAssignees, ownersOf('issue_assignees')))
    yield { kind: 'assignee', id: values.issueId, of: values };
  for await (const { values } of rowsIn(ports, boardIssues, ownersOf('board_issues')))
    yield { kind: 'board', id: values.issueId, of: values };
  for await (const { values } of rowsIn(ports, sprintIssues, ownersOf('sprint_issues')))
    yield { kind: 'sprint', id: values.issueId, of: values };
}

/** An issue that two boards of a connection show is stored once for each relation, so repeats are left out. */
function rowsOfIssue(parts: readonly Part[], known: ReturnType<typeof sprintsOf>): readonly Row[] {
  const issue = parts.flatMap((part) => (part.kind === 'issue' ? [part.of] : []))[0];
  if (!issue) return [];
  const changes = parts.flatMap((part) => (part.kind === 'change' ? [part.of] : []));
  const assignees = distinct(
    parts.flatMap((part) => (part.kind === 'assignee' ? [part.of] : [])),
    ({ assigneeId }) => assigneeId,
  );
  const boards = distinct(
    parts.flatMap((part) => (part.kind === 'board' ? [part.of] : [])),
    ({ boardId }) => boardId,
  );
  const memberships = distinct(
    parts.flatMap((part) => (part.kind === 'sprint' ? [part.of] : [])),
    ({ sprintId }) => sprintId,
  );
  return [
    ...statusHistory(issue, changes),
    ...assigneeHistory(issue, changes, assignees),
    ...sprintResidency(issue, changes, memberships, known),
    ...incidentOf(issue, boards, assignees),
  ];
}

const distinct = <Value>(all: readonly Value[], nameOf: (value: Value) => string): readonly Value[] => [
  ...new Map(all.map((value) => [nameOf(value), value])).values(),
];
