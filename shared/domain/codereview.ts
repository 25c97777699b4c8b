import { bool, id, int, oneOf, table, text, time } from './table.ts';

/** A pull request or merge request. */
export const pullRequests = table('pull_requests', ['id'], {
  id: id(),
  baseRepoId: text(),
  headRepoId: text(),
  status: oneOf(['OPEN', 'CLOSED', 'MERGED']),
  originalStatus: text(),
  title: text(),
  description: text(),
  url: text(),
  authorName: text(),
  authorId: text(),
  mergedByName: text(),
  mergedById: text(),
  parentPrId: text(),
  pullRequestKey: int(),
  createdDate: time(),
  mergedDate: time(),
  closedDate: time(),
  type: text(),
  component: text(),
  mergeCommitSha: text(),
  headRef: text(),
  baseRef: text(),
  baseCommitSha: text(),
  headCommitSha: text(),
  additions: int(),
  deletions: int(),
  isDraft: bool(),
});

/** A comment on a pull request: of the conversation (NORMAL), of a line (DIFF), or a verdict (REVIEW). */
export const pullRequestComments = table('pull_request_comments', ['id'], {
  id: id(),
  pullRequestId: id(),
  body: text(),
  accountId: text(),
  createdDate: time(),
  commitSha: text(),
  type: oneOf(['NORMAL', 'DIFF', 'REVIEW']),
  reviewId: text(),
  status: text(),
});

/** Which commits a pull request brings. */
export const pullRequestCommits = table('pull_request_commits', ['pullRequestId', 'commitSha'], {
  pullRequestId: id(),
  commitSha: id(),
  commitAuthorName: text(),
  commitAuthorEmail: text(),
  commitAuthoredDate: time(),
});

/** A label of a pull request. */
export const pullRequestLabels = table('pull_request_labels', ['pullRequestId', 'labelName'], {
  pullRequestId: id(),
  labelName: id(),
});

/** Somebody a pull request is assigned to. */
export const pullRequestAssignees = table('pull_request_assignees', ['pullRequestId', 'assigneeId'], {
  pullRequestId: id(),
  assigneeId: id(),
  name: text(),
  userName: text(),
});

/** Somebody who reviewed a pull request, or was asked to. */
export const pullRequestReviewers = table('pull_request_reviewers', ['pullRequestId', 'reviewerId'], {
  pullRequestId: id(),
  reviewerId: id(),
  name: text(),
  userName: text(),
});

/** Which issues a pull request closes. */
export const pullRequestIssues = table('pull_request_issues', ['pullRequestId', 'issueId'], {
  pullRequestId: id(),
  issueId: id(),
  pullRequestKey: int(),
  issueKey: text(),
});
