import * as z from 'zod';
import { pullRequestCommits as commitTable } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Sha, Text, Time } from './fields.ts';
import { pullRequestId } from './ids.ts';
import { PullRequestInput } from './pull-request-input.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** The commits that a pull request brings; GitHub names at most 250 of them. */
export const pullRequestCommits = defineStream({
  name: 'pull_request_commits',
  input: PullRequestInput,
  request: ({ scope, input }) => list(`${pathOf(scope)}/pulls/${input.number}/commits`, { per_page: PER_PAGE }),
  raw: z.object({
    sha: Sha,
    commit: z.object({ author: z.object({ name: Text, email: Text, date: Time.nullish() }).nullish() }),
  }),
  pagination: linkHeader(),
  extract: ({ sha, commit }, { input }) => [{ pullRequest: input.id, sha, author: commit.author }],
  key: ({ pullRequest, sha }) => `${pullRequest}/${sha}`,
  convert: ({ pullRequest, sha, author }, { connection }) => [
    row(commitTable, {
      pullRequestId: pullRequestId(connection, pullRequest),
      commitSha: sha,
      commitAuthorName: author?.name,
      commitAuthorEmail: author?.email,
      commitAuthoredDate: author?.date,
    }),
  ],
});
