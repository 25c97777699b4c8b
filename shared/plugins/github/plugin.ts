import { bearer } from '../../plugin-sdk/auth.ts';
import { definePlugin } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';
import { accountOrgs } from './account-orgs.ts';
import { accounts } from './accounts.ts';
import { appKey } from './app-key.ts';
import { classify } from './classify.ts';
import { commitDetails } from './commit-details.ts';
import { commits } from './commits.ts';
import { deploymentStatuses } from './deployment-statuses.ts';
import { deployments } from './deployments.ts';
import { discover } from './discover.ts';
import { githubHead } from './head.ts';
import { issueComments } from './issue-comments.ts';
import { issueEvents } from './issue-events.ts';
import { issues } from './issues.ts';
import { labels } from './labels.ts';
import { latestRelease } from './latest-release.ts';
import { milestones } from './milestones.ts';
import { pullRequestCommits } from './pull-request-commits.ts';
import { pullRequestDetails } from './pull-request-details.ts';
import { pullRequestFiles } from './pull-request-files.ts';
import { pullRequestReviewComments } from './pull-request-review-comments.ts';
import { pullRequestReviews } from './pull-request-reviews.ts';
import { pullRequests } from './pull-requests.ts';
import { branches, tags } from './refs.ts';
import { releases } from './releases.ts';
import { repository } from './repository.ts';
import { PROPOSED_SCOPE_CONFIG, ScopeConfig } from './scope-config.ts';
import { workflowJobs } from './workflow-jobs.ts';
import { workflowRuns } from './workflow-runs.ts';

/** GitHub and GitHub Enterprise Server, by REST. */
export const github = definePlugin({
  ...githubHead,
  auth: bearer(),
  tokenKey: appKey,
  // Later versions of the API leave fields out (`assignee`, `merge_commit_sha`).
  headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
  classify,
  check: one('/rate_limit'),
  discover,
  scopeConfig: ScopeConfig,
  proposedScopeConfig: PROPOSED_SCOPE_CONFIG,
  recordedAs: {
    comments: 'issue_comments',
    events: 'issue_events',
    commit_stats: 'commit_details',
    reviews: 'pull_request_reviews',
    review_comments: 'pull_request_review_comments',
    runs: 'workflow_runs',
    jobs: 'workflow_jobs',
  },
  streams: [
    repository,
    labels,
    milestones,
    issues,
    issueComments,
    issueEvents,
    pullRequests,
    pullRequestDetails,
    pullRequestCommits,
    pullRequestFiles,
    pullRequestReviews,
    pullRequestReviewComments,
    commits,
    commitDetails,
    branches,
    tags,
    releases,
    latestRelease,
    workflowRuns,
    workflowJobs,
    deployments,
    deploymentStatuses,
    accounts,
    accountOrgs,
  ],
});
