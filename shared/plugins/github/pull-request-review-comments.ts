import * as z from 'zod';
import { pullRequestComments } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { isExcluded } from '../../plugin-sdk/code-host-config.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { numberOf, Person } from './fields.ts';
import { commentId, personId, pullRequestId, reviewId } from './ids.ts';
import { pullRequestIds } from './lookups.ts';
import { accountsOf } from './people.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';
import { unknownNumber } from './unknown-number.ts';

/** Comments on lines of a pull request, of the whole repository in one list. */
export const pullRequestReviewComments = defineStream({
  name: 'pull_request_review_comments',
  incremental: 'since',
  request: ({ scope, since }) =>
    list(`${pathOf(scope)}/pulls/comments`, { sort: 'created', direction: 'asc', per_page: PER_PAGE, since }),
  raw: z.object({
    id: Id,
    pull_request_url: z.string(),
    pull_request_review_id: Id.nullish(),
    user: Person,
    body: Text,
    commit_id: Text,
    created_at: Time,
    updated_at: Time.nullish(),
  }),
  pagination: linkHeader({ fanOut: true }),
  children: (comment) => accountsOf(comment.user),
  extract: ({ pull_request_url, ...comment }) => [{ ...comment, number: numberOf(pull_request_url) }],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  lookups: [pullRequestIds],
  needs: ({ number }) => [pullRequestIds.key(number)],
  convert: (comment, { connection, config, find }) => {
    if (isExcluded(config, comment.user?.login)) return [];
    const pullRequest = find(pullRequestIds, comment.number);
    if (pullRequest === undefined) throw unknownNumber('pull request', comment.number);
    const { pull_request_review_id: review } = comment;
    return [
      row(pullRequestComments, {
        id: commentId(connection, comment.id),
        pullRequestId: pullRequestId(connection, pullRequest),
        body: comment.body,
        accountId: personId(connection, comment.user),
        createdDate: comment.created_at,
        commitSha: comment.commit_id,
        type: 'DIFF',
        reviewId: review ? reviewId(connection, review) : undefined,
      }),
    ];
  },
});
