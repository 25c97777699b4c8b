import * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import { issueChangelogs } from '../../domain/ticket.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Person } from './fields.ts';
import { issueEventId, issueId, personId } from './ids.ts';
import { changeOf } from './issue-change.ts';
import { accountsOf } from './people.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const IssueEvent = z.object({
  id: Id,
  event: z.string(),
  actor: Person,
  issue: z.object({ id: Id, pull_request: z.unknown().optional() }).nullish(),
  label: z.object({ name: Text }).nullish(),
  assignee: Person,
  milestone: z.object({ title: Text }).nullish(),
  rename: z.object({ from: Text, to: Text }).nullish(),
  created_at: Time,
});

/** Changes of issues; those of pull requests come in the same list and have no changelog. */
export const issueEvents = defineStream({
  name: 'issue_events',
  incremental: 'newest',
  // Newest first is the only order, so the pages are read one after the other: a new one can only repeat what was read.
  request: ({ scope }) => list(`${pathOf(scope)}/issues/events`, { per_page: PER_PAGE }),
  raw: IssueEvent,
  pagination: linkHeader({ stopBefore: (event: z.output<typeof IssueEvent>) => event.created_at }),
  children: (event) => accountsOf(event.actor, event.assignee),
  extract: ({ issue, ...event }) => [{ ...event, issue: issue?.id, ofPullRequest: Boolean(issue?.pull_request) }],
  key: ({ id }) => id,
  // GitHub shows the latest events of a repository, not all.
  forgets: true,
  updatedAt: ({ created_at }) => created_at,
  convert: (event, { connection }) => {
    const change = changeOf(event, connection);
    if (!change || event.ofPullRequest || event.issue === undefined) return [];
    return [
      row(issueChangelogs, {
        id: issueEventId(connection, event.id),
        issueId: issueId(connection, event.issue),
        authorId: personId(connection, event.actor),
        authorName: event.actor?.login,
        fieldId: change.field,
        fieldName: change.field,
        originalFromValue: change.from,
        originalToValue: change.to,
        fromValue: change.fromValue ?? change.from,
        toValue: change.toValue ?? change.to,
        createdDate: event.created_at,
      }),
    ];
  },
  source: (event, { connection }): readonly Row[] => [
    {
      table: 'github_issue_events',
      values: {
        connectionId: numeric(connection),
        githubId: numeric(event.id),
        issueId: numeric(event.issue),
        type: event.event,
        authorUsername: event.actor?.login ?? '',
        githubCreatedAt: new Date(event.created_at).toISOString(),
      },
    },
  ],
});

/** Source-shaped rows hold numbers where they are exact. */
const numeric = (text: string | undefined): number | string | undefined =>
  Number.isSafeInteger(Number(text)) ? Number(text) : text;
