import type * as z from 'zod';
import type { Person } from './fields.ts';

const idOf =
  (entity: string) =>
  (connection: string, ...parts: readonly string[]): string =>
    ['github', entity, connection, ...parts].join(':');

/** Of a repository, its board and its CI/CD scope, which share one. */
export const repositoryId = idOf('GithubRepo');
/** Of an issue; of a pull request's issue too, which is not the pull request's. */
export const issueId = idOf('GithubIssue');
/** Of a comment in an issue's conversation. */
export const issueCommentId = idOf('GithubIssueComment');
/** Of one change of an issue. */
export const issueEventId = idOf('GithubIssueEvent');
/** Of a milestone. */
export const milestoneId = idOf('GithubMilestone');
/** Of a pull request. */
export const pullRequestId = idOf('GithubPullRequest');
/** Of a comment on a pull request or on one of its lines. */
export const commentId = idOf('GithubPrComment');
/** Of a review. */
export const reviewId = idOf('GithubPrReview');
/** Of somebody. */
export const accountId = idOf('GithubAccount');
/** Of a workflow run: repository, run. */
export const runId = idOf('GithubRun');
/** Of a job: run, job. */
export const jobId = idOf('GithubJob');
/** Of a deployment. */
export const deploymentId = idOf('GithubDeployment');
/** Of a release. */
export const releaseId = idOf('GithubRelease');

/** Of somebody who is mentioned; absent when the account is deleted. */
export const personId = (connection: string, person: z.output<typeof Person>): string | undefined =>
  person ? accountId(connection, person.id) : undefined;
