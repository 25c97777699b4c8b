import * as z from 'zod';
import { Id, Time } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { Person } from './fields.ts';
import { pullRequestDetails as details } from './lookups.ts';
import { accountsOf } from './people.ts';
import { PullRequestInput } from './pull-request-input.ts';
import { pathOf } from './scope.ts';
import { defineStream } from './stream.ts';

/** What the list of pull requests does not tell: their size, and who merged them. */
export const pullRequestDetails = defineStream({
  name: 'pull_request_details',
  input: PullRequestInput,
  request: ({ scope, input }) => one(`${pathOf(scope)}/pulls/${input.number}`),
  raw: z.object({
    id: Id,
    number: z.number().int(),
    additions: z.number().int().optional(),
    deletions: z.number().int().optional(),
    merged_by: Person,
    updated_at: Time.nullish(),
  }),
  children: (pull) => accountsOf(pull.merged_by),
  extract: (pull) => [pull],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  provides: ({ number, additions, deletions, merged_by }) => [
    details.entry(number, {
      ...(additions !== undefined && { additions }),
      ...(deletions !== undefined && { deletions }),
      ...(merged_by && { mergedBy: merged_by }),
    }),
  ],
  // The record is written by `pull_requests`, which looks this up.
  convert: () => [],
});
