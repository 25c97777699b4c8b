import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { issueComments as commentTable } from '../../domain/ticket.ts';
import { Id, Time } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { MaybePerson, RichText } from './fields.ts';
import { commentId, issueId, personId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { SIZE, startAt } from './paging.ts';
import { defineStream } from './stream.ts';
import { usersOf } from './users.ts';

/** Comments on an issue. */
export const issueComments = defineStream({
  name: 'issue_comments',
  input: IssueInput,
  request: ({ input }) =>
    list(`/api/2/issue/${encodeURIComponent(input.id)}/comment`, { orderBy: 'created', maxResults: SIZE, startAt: 0 }),
  list: 'comments',
  raw: z.object({ id: Id, body: RichText, author: MaybePerson, created: Time, updated: Time.nullish() }),
  pagination: startAt,
  children: ({ author }) => usersOf(author),
  extract: (comment, { input }) => [{ ...comment, issue: input.id }],
  key: ({ issue, id }) => `${issue}/${id}`,
  updatedAt: ({ updated }) => updated,
  convert: (comment, { connection }) => [
    row(commentTable, {
      id: commentId(connection, comment.issue, comment.id),
      issueId: issueId(connection, comment.issue),
      body: comment.body,
      accountId: personId(connection, comment.author),
      createdDate: comment.created,
      updatedDate: comment.updated,
    }),
  ],
});
