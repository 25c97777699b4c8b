import * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import {
  boardIssues,
  incidentAssignees,
  incidents as incidentTable,
  issueAssignees,
  issues as issueTable,
} from '../../domain/ticket.ts';
import { minutesBetween, Text, Time } from '../../plugin-sdk/fields.ts';
import { type PageFacts, restartAt } from '../../plugin-sdk/pagination.ts';
import { list, one, type WorkRequest } from '../../plugin-sdk/request.ts';
import { incidentId, serviceId, teamId, userId } from './ids.ts';
import { teamNames, userNames } from './lookups.ts';
import { defineStream, LIMIT, pages } from './stream.ts';

/** An offset and its page reach no further. */
const DEEPEST = 20_000;

const Incident = z.object({
  id: z.string().min(1),
  tinyId: Text,
  message: Text,
  description: Text,
  status: z.string(),
  priority: Text,
  createdAt: Time,
  updatedAt: Time.nullish(),
  responders: z
    .array(z.object({ id: z.string(), type: z.string() }))
    .nullish()
    .transform((responders) => responders ?? []),
  links: z.object({ web: Text }).nullish(),
});
type Incident = z.output<typeof Incident>;

const isOver = (status: string): boolean => status === 'resolved' || status === 'closed';
const statusOf = (status: string) => (isOver(status) ? 'DONE' : status === 'open' ? 'IN_PROGRESS' : 'OTHER');

/** Incidents of a service, newest first; open ones are asked for again. */
export const incidents = defineStream({
  name: 'incidents',
  incremental: 'newest',
  request: ({ scope }) =>
    list('/v1/incidents', {
      query: `impactedServices:${scope.id}`,
      sort: 'createdAt',
      order: 'desc',
      limit: LIMIT,
      offset: 0,
    }),
  list: 'data',
  raw: Incident,
  pagination: (page: PageFacts<Incident>) => {
    const { since, target } = page.request;
    const times = page.items.map(({ createdAt }) => Date.parse(createdAt));
    if (since !== undefined && times.length > 0 && Math.max(...times) < Date.parse(since)) return [];
    const offsetOf = new URLSearchParams(target.split('?')[1]).get('offset');
    // Nothing is given behind: the list is begun again at the last incident that was.
    if (times.length > 0 && Number(offsetOf) + 2 * LIMIT > DEEPEST)
      return [restartAt(page, { query: queryOf(page.request, Math.min(...times)), offset: 0 })];
    return pages(page);
  },
  unfinished: ({ id, status }) => !isOver(status) && one(`/v1/incidents/${encodeURIComponent(id)}`),
  extract: (incident) => [incident],
  key: ({ id }) => id,
  updatedAt: ({ updatedAt }) => updatedAt,
  lookups: [userNames, teamNames],
  needs: (incident) =>
    respondersOf(incident).map(({ id, type }) => (type === 'team' ? teamNames.key(id) : userNames.key(id))),
  convert: (incident, { connection, scope, find }) => {
    const board = serviceId(connection, scope.id);
    const id = incidentId(connection, incident.id);
    const assignees = respondersOf(incident).map(({ id: of, type }) =>
      type === 'team'
        ? { assigneeId: teamId(connection, of), assigneeName: find(teamNames, of) }
        : { assigneeId: userId(connection, of), assigneeName: find(userNames, of) },
    );
    const values = { ...valuesOf(incident), ...assignees[0] };
    const key = incident.tinyId || incident.id;
    return [
      row(issueTable, { id, issueKey: key, type: 'INCIDENT', originalType: 'incident', ...values }),
      row(boardIssues, { boardId: board, issueId: id }),
      row(incidentTable, { id, incidentKey: key, table: 'boards', scopeId: board, ...values }),
      ...assignees.flatMap((assignee): readonly Row[] => [
        row(issueAssignees, { issueId: id, ...assignee }),
        row(incidentAssignees, { incidentId: id, ...assignee }),
      ]),
    ];
  },
});

/** Schedules and escalations respond too, but are nobody. */
const respondersOf = ({ responders }: Incident) => responders.filter(({ type }) => type === 'team' || type === 'user');

/** The same question for what is no newer than an instant, in epoch milliseconds. */
function queryOf({ target }: WorkRequest, until: number): string {
  const query = new URLSearchParams(target.split('?')[1]).get('query') ?? '';
  return `${query.replace(/ AND createdAt<.*$/, '')} AND createdAt<${until + 1}`;
}

function valuesOf(incident: Incident) {
  const { createdAt: createdDate, updatedAt: updatedDate, status } = incident;
  const resolutionDate = isOver(status) ? updatedDate : undefined;
  return {
    url: incident.links?.web,
    title: incident.message,
    description: incident.description,
    status: statusOf(status),
    originalStatus: status,
    createdDate,
    updatedDate,
    resolutionDate,
    leadTimeMinutes: minutesBetween(createdDate, resolutionDate),
    priority: incident.priority,
  } as const;
}
