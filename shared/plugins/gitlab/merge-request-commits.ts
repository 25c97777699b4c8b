import * as z from 'zod';
import { pullRequestCommits } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { mergeRequestId } from './ids.ts';
import { MergeRequestInput } from './inputs.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Commit = z.object({ id: Sha, author_name: Text, author_email: Text, authored_date: Time.nullish() });

/**
 * The commits that a merge request brings. A page is one tool record, so that commits which a forced push took away lose
 * their rows.
 */
export const mergeRequestCommits = defineStream({
  name: 'merge_request_commits',
  input: MergeRequestInput,
  request: ({ scope, input }) => list(`${pathOf(scope)}/merge_requests/${input.iid}/commits`, { per_page: PER_PAGE }),
  whole: true,
  raw: z.union([z.array(Commit), Commit.transform((commit) => [commit])]),
  pagination: linkHeader(),
  extract: (commits, { input, number: page }) => [{ request: input.id, page, commits }],
  key: ({ request, page }) => `${request}/${page}`,
  convert: ({ request, commits }, { connection }) =>
    commits.map((commit) =>
      row(pullRequestCommits, {
        pullRequestId: mergeRequestId(connection, request),
        commitSha: commit.id,
        commitAuthorName: commit.author_name,
        commitAuthorEmail: commit.author_email,
        commitAuthoredDate: commit.authored_date,
      }),
    ),
});
