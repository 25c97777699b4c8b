import * as z from 'zod';
import { pullRequestComments } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { issueComments as commentTable } from '../../domain/ticket.ts';
import { isExcluded } from '../../plugin-sdk/code-host-config.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { numberOf, Person } from './fields.ts';
import { commentId, issueCommentId, issueId, personId, pullRequestId } from './ids.ts';
import { issueIds, pullRequestIds } from './lookups.ts';
import { accountsOf } from './people.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';
import { unknownNumber } from './unknown-number.ts';

/** Comments of conversations. GitHub keeps those of issues and of pull requests in one list. */
export const issueComments = defineStream({
  name: 'issue_comments',
  incremental: 'since',
  request: ({ scope, since }) =>
    list(`${pathOf(scope)}/issues/comments`, { sort: 'created', direction: 'asc', per_page: PER_PAGE, since }),
  raw: z.object({
    id: Id,
    html_url: Text,
    issue_url: z.string(),
    user: Person,
    body: Text,
    created_at: Time,
    updated_at: Time.nullish(),
  }),
  pagination: linkHeader({ fanOut: true }),
  children: (comment) => accountsOf(comment.user),
  extract: ({ html_url, issue_url, ...comment }) => [
    { ...comment, number: numberOf(issue_url), ofPullRequest: html_url?.includes('/pull/') },
  ],
  key: ({ id }) => id,
  byId: ({ id }, { scope }) => one(`${pathOf(scope)}/issues/comments/${id}`),
  updatedAt: ({ updated_at }) => updated_at,
  lookups: [issueIds, pullRequestIds],
  // A url below `/issues/` may be a pull request's: GitHub knows it under both.
  needs: ({ number, ofPullRequest }) => [
    ...(ofPullRequest === true ? [] : [issueIds.key(number)]),
    pullRequestIds.key(number),
  ],
  convert: (comment, { connection, config, find }) => {
    const { number, body, user, created_at: createdDate, updated_at: updatedDate } = comment;
    if (isExcluded(config, user?.login)) return [];
    const accountId = personId(connection, user);
    // Without a page's url, the number itself tells: it is either an issue's or a pull request's.
    const issue = comment.ofPullRequest ? undefined : find(issueIds, number);
    if (issue !== undefined) {
      const id = issueCommentId(connection, comment.id);
      return [
        row(commentTable, { id, issueId: issueId(connection, issue), body, accountId, createdDate, updatedDate }),
      ];
    }
    const pull = find(pullRequestIds, number);
    if (pull === undefined) throw unknownNumber(comment.ofPullRequest ? 'pull request' : 'issue', number);
    const id = commentId(connection, comment.id);
    const pullId = pullRequestId(connection, pull);
    return [row(pullRequestComments, { id, pullRequestId: pullId, body, accountId, createdDate, type: 'NORMAL' })];
  },
});
