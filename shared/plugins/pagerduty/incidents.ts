import * as z from 'zod';
import { row } from '../../domain/table.ts';
import {
  boardIssues,
  incidentAssignees,
  incidents as incidentTable,
  issueAssignees,
  issues as issueTable,
} from '../../domain/ticket.ts';
import { Id, minutesBetween, Text, Time } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { incidentId, serviceId, userId } from './ids.ts';
import { defineStream } from './stream.ts';
import { pages, windowsOf } from './windows.ts';

const User = z.object({ id: z.string().min(1), summary: Text });
const Described = z.object({
  id: z.string().min(1),
  incident_number: Id,
  title: Text,
  summary: Text,
  html_url: Text,
  status: z.string(),
  urgency: Text,
  priority: z.object({ summary: Text, name: Text }).nullish(),
  created_at: Time,
  last_status_change_at: Time.nullish(),
  body: z.object({ details: z.unknown() }).nullish(),
  resolve_reason: z.object({ type: Text }).nullish(),
  assignments: z
    .array(z.object({ at: Time.nullish(), assignee: User }))
    .nullish()
    .transform((assignments) => assignments ?? []),
});
type Incident = z.output<typeof Described>;

const STATUS: Readonly<Record<string, 'TODO' | 'IN_PROGRESS' | 'DONE'>> = {
  triggered: 'TODO',
  acknowledged: 'IN_PROGRESS',
  resolved: 'DONE',
};
/** Older than the company: for services that do not tell since when they are. */
const BEGINNING = '2009-01-01T00:00:00.000Z';

/** Incidents of a service. The list knows when they began, not when they changed: open ones are asked for again. */
export const incidents = defineStream({
  name: 'incidents',
  incremental: 'since',
  request: ({ scope, since, now }) => windowsOf(scope.id, since ?? scope.created_at ?? BEGINNING, now),
  list: 'incidents',
  raw: z.union([z.object({ incident: Described }).transform(({ incident }) => incident), Described]),
  pagination: pages,
  children: ({ assignments }) => assignments.map(({ assignee }) => ({ stream: 'users', input: { id: assignee.id } })),
  unfinished: ({ id, status }) => status !== 'resolved' && one(`/incidents/${encodeURIComponent(id)}`),
  extract: (incident) => [incident],
  key: ({ incident_number: number }) => number,
  updatedAt: ({ last_status_change_at: at }) => at,
  convert: (incident, { connection, scope }) => {
    // It lives on in the one that it was merged into.
    if (incident.resolve_reason?.type === 'merge_resolve_reason') return [];
    const id = incidentId(connection, incident.incident_number);
    const board = serviceId(connection, scope.id);
    const values = valuesOf(incident, connection);
    return [
      row(issueTable, {
        id,
        issueKey: incident.incident_number,
        type: 'INCIDENT',
        originalType: 'incident',
        ...values,
      }),
      row(boardIssues, { boardId: board, issueId: id }),
      row(incidentTable, { id, incidentKey: incident.incident_number, table: 'boards', scopeId: board, ...values }),
      ...distinctAssignees(incident).flatMap(({ id: user, summary: assigneeName }) => {
        const assigneeId = userId(connection, user);
        return [
          row(issueAssignees, { issueId: id, assigneeId, assigneeName }),
          row(incidentAssignees, { incidentId: id, assigneeId, assigneeName }),
        ];
      }),
    ];
  },
});

/** Newest assignment first. */
const distinctAssignees = ({ assignments }: Incident) => {
  const newest = assignments.toSorted((a, b) => (Date.parse(b.at ?? '') || 0) - (Date.parse(a.at ?? '') || 0));
  return [...new Map(newest.toReversed().map(({ assignee }) => [assignee.id, assignee])).values()].toReversed();
};

function valuesOf(incident: Incident, connection: string) {
  const { created_at: createdDate, last_status_change_at: changedAt, status } = incident;
  const resolutionDate = status === 'resolved' ? changedAt : undefined;
  const assignee = distinctAssignees(incident)[0];
  const details = incident.body?.details;
  return {
    url: incident.html_url,
    title: incident.title,
    description: typeof details === 'string' ? details : incident.summary,
    status: STATUS[status] ?? ('OTHER' as const),
    originalStatus: status,
    createdDate,
    updatedDate: changedAt,
    resolutionDate,
    leadTimeMinutes: minutesBetween(createdDate, resolutionDate),
    priority: incident.priority?.name || incident.priority?.summary,
    urgency: incident.urgency,
    assigneeId: assignee && userId(connection, assignee.id),
    assigneeName: assignee?.summary,
  } as const;
}
