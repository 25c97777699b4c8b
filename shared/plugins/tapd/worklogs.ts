import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { issueWorklogs } from '../../domain/ticket.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import { Amount, personOf, When, Words } from './fields.ts';
import { issueId, KINDS, worklogId } from './ids.ts';
import { A_DAY, changedSince, listOf, pages, smaller } from './paging.ts';
import { defineStream } from './stream.ts';

/** Hours that were spent on stories, bugs and tasks. */
export const worklogs = defineStream({
  name: 'worklogs',
  incremental: 'since',
  overlapSeconds: A_DAY,
  request: ({ scope, since }) => listOf('/timesheets', scope, changedSince(since)),
  list: 'data',
  raw: z
    .object({
      Timesheet: z.object({
        id: Id,
        entity_type: z.string(),
        entity_id: Id,
        timespent: Amount,
        owner: Words,
        memo: Words,
        created: When,
        modified: When,
      }),
    })
    .transform(({ Timesheet }) => Timesheet),
  pagination: pages,
  smaller,
  extract: (worklog) => [worklog],
  key: ({ id }) => id,
  updatedAt: ({ modified }) => modified,
  convert: (worklog, { connection }) => {
    const kind = KINDS.find((known) => known === worklog.entity_type.toLowerCase());
    if (kind === undefined) return [];
    return [
      row(issueWorklogs, {
        id: worklogId(connection, worklog.id),
        issueId: issueId(kind, connection, worklog.entity_id),
        authorId: personOf(connection, worklog.owner)?.id,
        comment: worklog.memo,
        timeSpentMinutes: Math.round((worklog.timespent ?? 0) * 60),
        loggedDate: worklog.created,
      }),
    ];
  },
});
