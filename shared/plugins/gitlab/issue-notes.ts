import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { issueComments } from '../../domain/ticket.ts';
import { isExcluded } from '../../plugin-sdk/code-host-config.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { MaybePerson } from './fields.ts';
import { issueId, issueNoteId, personId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** Comments on an issue; what GitLab writes there itself is left out. */
export const issueNotes = defineStream({
  name: 'issue_notes',
  input: IssueInput,
  request: ({ scope, input }) =>
    list(`${pathOf(scope)}/issues/${input.iid}/notes`, { sort: 'asc', order_by: 'created_at', per_page: PER_PAGE }),
  raw: z.object({
    id: Id,
    body: Text,
    author: MaybePerson,
    system: z.boolean().default(false),
    created_at: Time,
    updated_at: Time.nullish(),
  }),
  pagination: linkHeader(),
  extract: ({ system, ...note }, { input }) => (system ? [] : [{ ...note, issue: input.id }]),
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (note, { connection, config }) =>
    isExcluded(config, note.author?.username)
      ? []
      : [
          row(issueComments, {
            id: issueNoteId(connection, note.id),
            issueId: issueId(connection, note.issue),
            body: note.body,
            accountId: personId(connection, note.author),
            createdDate: note.created_at,
            updatedDate: note.updated_at,
          }),
        ],
});
