import * as z from 'zod';
import { pullRequestComments } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { isExcluded } from '../../plugin-sdk/code-host-config.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { MaybePerson } from './fields.ts';
import { mergeRequestId, mergeRequestNoteId, personId } from './ids.ts';
import { MergeRequestInput } from './inputs.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** What GitLab writes itself when somebody approves, and takes it back. */
const VERDICTS = new Map([
  ['approved this merge request', { type: 'REVIEW', status: 'APPROVED' }],
  ['unapproved this merge request', { type: 'NORMAL', status: 'CHANGES_REQUESTED' }],
] as const);
const verdictOf = (body: string | null | undefined) => [...VERDICTS].find(([text]) => text === body?.trim())?.[1];

/** Comments on a merge request and its lines, and approvals, which are notes of the system. */
export const mergeRequestNotes = defineStream({
  name: 'merge_request_notes',
  version: 2,
  input: MergeRequestInput,
  request: ({ scope, input }) =>
    list(`${pathOf(scope)}/merge_requests/${input.iid}/notes`, {
      sort: 'asc',
      order_by: 'created_at',
      per_page: PER_PAGE,
    }),
  raw: z.object({
    id: Id,
    type: Text,
    body: Text,
    author: MaybePerson,
    system: z.boolean().default(false),
    created_at: Time,
    updated_at: Time.nullish(),
  }),
  pagination: linkHeader(),
  extract: (note, { input }) => (note.system && !verdictOf(note.body) ? [] : [{ ...note, request: input.id }]),
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (note, { connection, config }) => {
    if (isExcluded(config, note.author?.username)) return [];
    const verdict = note.system ? verdictOf(note.body) : undefined;
    return [
      row(pullRequestComments, {
        id: mergeRequestNoteId(connection, note.id),
        pullRequestId: mergeRequestId(connection, note.request),
        body: note.body,
        accountId: personId(connection, note.author),
        createdDate: note.created_at,
        type: note.type === 'DiffNote' ? 'DIFF' : 'NORMAL',
        ...verdict,
      }),
    ];
  },
});
