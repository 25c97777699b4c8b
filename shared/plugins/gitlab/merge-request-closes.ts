import * as z from 'zod';
import { pullRequestIssues } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { issueId, mergeRequestId } from './ids.ts';
import { MergeRequestInput } from './inputs.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** An issue of another tracker has no id of GitLab's, only a title such as `ABC-1`. */
const Closed = z.object({ id: z.union([Id, z.null()]).optional(), iid: z.number().int().optional() });

/** The issues that a merge request closes, as GitLab itself reads its text. */
export const mergeRequestCloses = defineStream({
  name: 'merge_request_closes',
  input: MergeRequestInput,
  request: ({ scope, input }) =>
    list(`${pathOf(scope)}/merge_requests/${input.iid}/closes_issues`, { per_page: PER_PAGE }),
  whole: true,
  raw: z.union([z.array(Closed), Closed.transform((issue) => [issue])]),
  pagination: linkHeader(),
  extract: (issues, { input, number: page }) => [
    {
      request: input.id,
      number: input.iid,
      page,
      issues: issues.flatMap(({ id, iid }) => (id && iid !== undefined ? [{ id, iid }] : [])),
    },
  ],
  key: ({ request, page }) => `${request}/${page}`,
  convert: ({ request, number, issues }, { connection }) =>
    issues.map(({ id, iid }) =>
      row(pullRequestIssues, {
        pullRequestId: mergeRequestId(connection, request),
        issueId: issueId(connection, id),
        pullRequestKey: number,
        issueKey: String(iid),
      }),
    ),
});
