import { token } from '../../plugin-sdk/auth.ts';
import { definePlugin } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';
import { classify } from './classify.ts';
import { commits } from './commits.ts';
import { deployments } from './deployments.ts';
import { discover } from './discover.ts';
import { gitlabHead } from './head.ts';
import { issueLabelEvents, issueMilestoneEvents, issueStateEvents } from './issue-events.ts';
import { issueLinks } from './issue-links.ts';
import { issueNotes } from './issue-notes.ts';
import { issues } from './issues.ts';
import { iterations } from './iterations.ts';
import { jobs } from './jobs.ts';
import { mergeRequestApprovals } from './merge-request-approvals.ts';
import { mergeRequestCloses } from './merge-request-closes.ts';
import { mergeRequestCommits } from './merge-request-commits.ts';
import { mergeRequestDetails } from './merge-request-details.ts';
import { mergeRequestDiffs } from './merge-request-diffs.ts';
import { mergeRequestNotes } from './merge-request-notes.ts';
import { mergeRequests } from './merge-requests.ts';
import { milestones } from './milestones.ts';
import { pipelineDetails } from './pipeline-details.ts';
import { childPipelines, pipelines } from './pipelines.ts';
import { project } from './project.ts';
import { branches, tags } from './refs.ts';
import { releases } from './releases.ts';
import { PROPOSED_SCOPE_CONFIG, ScopeConfig } from './scope-config.ts';
import { users } from './users.ts';

/** GitLab.com and GitLab on a server of one's own, by REST. */
export const gitlab = definePlugin({
  ...gitlabHead,
  auth: token('private-token'),
  classify,
  check: one('/user'),
  discover,
  scopeConfig: ScopeConfig,
  proposedScopeConfig: PROPOSED_SCOPE_CONFIG,
  recordedAs: {
    members: 'users',
    issue_comments: 'issue_notes',
    merge_request_comments: 'merge_request_notes',
  },
  streams: [
    project,
    users,
    milestones,
    iterations,
    issues,
    issueNotes,
    issueStateEvents,
    issueLabelEvents,
    issueMilestoneEvents,
    issueLinks,
    mergeRequests,
    mergeRequestDetails,
    mergeRequestCommits,
    mergeRequestNotes,
    mergeRequestApprovals,
    mergeRequestCloses,
    mergeRequestDiffs,
    commits,
    branches,
    tags,
    releases,
    pipelines,
    childPipelines,
    pipelineDetails,
    jobs,
    deployments,
  ],
});
