import * as z from 'zod';
import { pullRequestReviewers } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { one } from '../../plugin-sdk/request.ts';
import { Person } from './fields.ts';
import { accountId, mergeRequestId } from './ids.ts';
import { MergeRequestInput } from './inputs.ts';
import { pathOf } from './scope.ts';
import { isExcluded } from './scope-config.ts';
import { defineStream } from './stream.ts';

/** Who was asked to review a merge request, and who approved it. */
export const mergeRequestApprovals = defineStream({
  name: 'merge_request_approvals',
  input: MergeRequestInput,
  request: ({ scope, input }) => one(`${pathOf(scope)}/merge_requests/${input.iid}/approvals`),
  raw: z.object({
    approved_by: z
      .array(z.object({ user: Person }))
      .nullish()
      .transform((approvals) => (approvals ?? []).map(({ user }) => user)),
  }),
  extract: ({ approved_by }, { input }) => {
    const people = new Map([...input.reviewers, ...approved_by].map((person) => [person.id, person]));
    return [{ request: input.id, people: [...people.values()] }];
  },
  key: ({ request }) => request,
  convert: ({ request, people }, { connection, config }) =>
    people
      .filter(({ username }) => !isExcluded(config, username))
      .map(({ id, name, username }) =>
        row(pullRequestReviewers, {
          pullRequestId: mergeRequestId(connection, request),
          reviewerId: accountId(connection, id),
          name,
          userName: username,
        }),
      ),
});
