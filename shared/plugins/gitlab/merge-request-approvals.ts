import * as z from 'zod';
import { one } from '../../plugin-sdk/request.ts';
import { Person } from './fields.ts';
import { MergeRequestInput } from './inputs.ts';
import { approvers } from './lookups.ts';
import { pathOf } from './scope.ts';
import { defineStream } from './stream.ts';

/** Who approved a merge request, asked to or not. */
export const mergeRequestApprovals = defineStream({
  name: 'merge_request_approvals',
  version: 2,
  input: MergeRequestInput,
  request: ({ scope, input }) => one(`${pathOf(scope)}/merge_requests/${input.iid}/approvals`),
  raw: z.object({
    approved_by: z
      .array(z.object({ user: Person }))
      .nullish()
      .transform((approvals) => (approvals ?? []).map(({ user }) => user)),
  }),
  extract: ({ approved_by }, { input }) => [{ request: input.id, people: approved_by }],
  key: ({ request }) => request,
  provides: ({ request, people }) => [approvers.entry(request, people)],
  // The reviewers are written by `merge_requests`, which looks this up.
  convert: () => [],
});
