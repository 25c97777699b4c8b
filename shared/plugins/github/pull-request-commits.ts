import * as z from 'zod';
import { pullRequestCommits as commitTable } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { pullRequestId } from './ids.ts';
import { PullRequestInput } from './pull-request-input.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Commit = z
  .object({
    sha: Sha,
    commit: z.object({ author: z.object({ name: Text, email: Text, date: Time.nullish() }).nullish() }),
  })
  .transform(({ sha, commit }) => ({ sha, author: commit.author }));

/**
 * The commits that a pull request brings; GitHub names at most 250 of them. A page is one tool record, so that commits
 * which a forced push took away lose their rows.
 */
export const pullRequestCommits = defineStream({
  name: 'pull_request_commits',
  input: PullRequestInput,
  request: ({ scope, input }) => list(`${pathOf(scope)}/pulls/${input.number}/commits`, { per_page: PER_PAGE }),
  whole: true,
  raw: z.union([z.array(Commit), Commit.transform((commit) => [commit])]),
  pagination: linkHeader(),
  extract: (commits, { input, number: page }) => [{ pullRequest: input.id, page, commits }],
  key: ({ pullRequest, page }) => `${pullRequest}/${page}`,
  convert: ({ pullRequest, commits }, { connection }) =>
    commits.map(({ sha, author }) =>
      row(commitTable, {
        pullRequestId: pullRequestId(connection, pullRequest),
        commitSha: sha,
        commitAuthorName: author?.name,
        commitAuthorEmail: author?.email,
        commitAuthoredDate: author?.date,
      }),
    ),
});
