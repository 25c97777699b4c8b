import * as z from 'zod';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { MaybePerson } from './fields.ts';
import { MergeRequestInput } from './inputs.ts';
import { mergeRequestDetails as details } from './lookups.ts';
import { pathOf } from './scope.ts';
import { defineStream } from './stream.ts';

/** What the list of merge requests does not tell dependably: who merged them, whether they are drafts, their commits. */
export const mergeRequestDetails = defineStream({
  name: 'merge_request_details',
  input: MergeRequestInput,
  request: ({ scope, input }) => one(`${pathOf(scope)}/merge_requests/${input.iid}`),
  raw: z.object({
    id: Id,
    merge_user: MaybePerson,
    merged_by: MaybePerson,
    diff_refs: z.object({ base_sha: Text, head_sha: Text }).nullish(),
    draft: z.boolean().nullish(),
    // Before GitLab 14, drafts were called so.
    work_in_progress: z.boolean().nullish(),
    updated_at: Time.nullish(),
  }),
  extract: (request) => [request],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  provides: ({ id, merge_user, merged_by, diff_refs, draft, work_in_progress }) => {
    const mergedBy = merge_user ?? merged_by;
    const { base_sha: baseSha, head_sha: headSha } = diff_refs ?? {};
    const isDraft = draft ?? work_in_progress ?? false;
    return [
      details.entry(id, {
        isDraft,
        ...(mergedBy && { mergedBy }),
        ...(baseSha && { baseSha }),
        ...(headSha && { headSha }),
      }),
    ];
  },
  // The record is written by `merge_requests`, which looks this up.
  convert: () => [],
});
