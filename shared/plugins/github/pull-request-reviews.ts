import * as z from 'zod';
import { pullRequestComments, pullRequestReviewers } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { isExcluded } from '../../plugin-sdk/code-host-config.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Person } from './fields.ts';
import { accountId, personId, pullRequestId, reviewId } from './ids.ts';
import { accountsOf } from './people.ts';
import { PullRequestInput } from './pull-request-input.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Review = z.object({
  id: Id,
  user: Person,
  body: Text,
  state: z.string(),
  commit_id: Text,
  submitted_at: Time.nullish(),
});
type Review = z.output<typeof Review>;

type Tool =
  | { readonly kind: 'review'; readonly pullRequest: string; readonly review: Review }
  | {
      readonly kind: 'reviewers';
      readonly pullRequest: string;
      readonly page: number;
      readonly people: readonly NonNullable<z.output<typeof Person>>[];
    };

const STATUSES = new Set(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED']);

/** Reviews, and who reviewed or was asked to: a name leaves the pull request's list once its review is there. */
export const pullRequestReviews = defineStream({
  name: 'pull_request_reviews',
  input: PullRequestInput,
  request: ({ scope, input }) => list(`${pathOf(scope)}/pulls/${input.number}/reviews`, { per_page: PER_PAGE }),
  whole: true,
  raw: z.union([z.array(Review), Review.transform((review) => [review])]),
  pagination: linkHeader(),
  children: (reviews) => accountsOf(...reviews.map(({ user }) => user)),
  extract: (reviews, { input, number: page }): readonly Tool[] => {
    const pullRequest = input.id;
    // A pending review is a draft that only its author sees.
    const submitted = reviews.filter(({ state }) => state.toUpperCase() !== 'PENDING');
    const requested = page === 1 ? input.requestedReviewers : [];
    const people = [...requested, ...submitted.flatMap(({ user }) => user ?? [])];
    return [
      { kind: 'reviewers', pullRequest, page, people: [...new Map(people.map((one) => [one.id, one])).values()] },
      ...submitted.map((review) => ({ kind: 'review', pullRequest, review }) as const),
    ];
  },
  key: (tool) => (tool.kind === 'review' ? `review/${tool.review.id}` : `reviewers/${tool.pullRequest}/${tool.page}`),
  updatedAt: (tool) => (tool.kind === 'review' ? tool.review.submitted_at : undefined),
  convert: (tool, { connection, config }) => {
    const id = pullRequestId(connection, tool.pullRequest);
    if (tool.kind === 'reviewers')
      return tool.people
        .filter(({ login }) => !isExcluded(config, login))
        .map(({ id: reviewer, login }) =>
          row(pullRequestReviewers, {
            pullRequestId: id,
            reviewerId: accountId(connection, reviewer),
            name: login,
            userName: login,
          }),
        );
    return isExcluded(config, tool.review.user?.login) ? [] : [reviewRow(connection, id, tool.review)];
  },
});

function reviewRow(connection: string, pullRequest: string, review: Review) {
  const state = review.state.toUpperCase();
  return row(pullRequestComments, {
    id: reviewId(connection, review.id),
    pullRequestId: pullRequest,
    body: review.body,
    accountId: personId(connection, review.user),
    createdDate: review.submitted_at,
    commitSha: review.commit_id,
    type: 'REVIEW',
    status: STATUSES.has(state) ? state : '',
  });
}
