import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { issueWorklogs } from '../../domain/ticket.ts';
import { Id, Time } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { MaybePerson, RichText } from './fields.ts';
import { issueId, personId, worklogId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { startAt } from './paging.ts';
import { defineStream } from './stream.ts';
import { usersOf } from './users.ts';

/** Time that was spent on an issue. */
export const worklogs = defineStream({
  name: 'worklogs',
  input: IssueInput,
  request: ({ input }) => list(`/api/2/issue/${encodeURIComponent(input.id)}/worklog`, { startAt: 0 }),
  list: 'worklogs',
  raw: z.object({
    id: Id,
    comment: RichText,
    author: MaybePerson,
    timeSpentSeconds: z.number(),
    created: Time.nullish(),
    updated: Time.nullish(),
    started: Time.nullish(),
  }),
  pagination: startAt,
  children: ({ author }) => usersOf(author),
  extract: (worklog, { input }) => [{ ...worklog, issue: input.id }],
  key: ({ issue, id }) => `${issue}/${id}`,
  updatedAt: ({ updated }) => updated,
  convert: (worklog, { connection }) => [
    row(issueWorklogs, {
      id: worklogId(connection, worklog.issue, worklog.id),
      issueId: issueId(connection, worklog.issue),
      authorId: personId(connection, worklog.author),
      comment: worklog.comment,
      timeSpentMinutes: Math.floor(worklog.timeSpentSeconds / 60),
      loggedDate: worklog.updated,
      startedDate: worklog.started,
    }),
  ],
});
