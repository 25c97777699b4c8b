import * as z from 'zod';
import { pullRequestAssignees, pullRequestLabels, pullRequests as pullRequestTable } from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { lastMatch } from '../../plugin-sdk/label-mapping.ts';
import type { Find } from '../../plugin-sdk/lookup.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Labels, MaybePerson, People } from './fields.ts';
import { accountId, mergeRequestId, personId, projectId } from './ids.ts';
import { mergeRequestDetails } from './lookups.ts';
import { byCreation } from './paging.ts';
import { pathOf } from './scope.ts';
import type { ScopeConfig } from './scope-config.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const MergeRequest = z.object({
  id: Id,
  iid: z.number().int(),
  title: Text,
  description: Text,
  state: z.string(),
  author: MaybePerson,
  assignees: People,
  reviewers: People,
  labels: Labels,
  source_branch: Text,
  target_branch: Text,
  source_project_id: Id.nullish(),
  target_project_id: Id.nullish(),
  sha: Text,
  merge_commit_sha: Text,
  squash_commit_sha: Text,
  web_url: Text,
  created_at: Time,
  updated_at: Time.nullish(),
  merged_at: Time.nullish(),
  closed_at: Time.nullish(),
});
type MergeRequest = z.output<typeof MergeRequest>;

const CHILDREN = [
  'merge_request_details',
  'merge_request_commits',
  'merge_request_notes',
  'merge_request_approvals',
  'merge_request_closes',
];

/** Merge requests with their labels and assignees. */
export const mergeRequests = defineStream({
  name: 'merge_requests',
  incremental: 'since',
  request: ({ scope, since }) =>
    list(`${pathOf(scope)}/merge_requests`, {
      scope: 'all',
      state: 'all',
      order_by: 'created_at',
      sort: 'asc',
      with_merge_status_recheck: false,
      per_page: PER_PAGE,
      updated_after: since,
    }),
  raw: MergeRequest,
  pagination: byCreation<MergeRequest>(),
  children: ({ id, iid, reviewers }) => CHILDREN.map((stream) => ({ stream, input: { id, iid, reviewers } })),
  extract: (request) => [request],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  lookups: [mergeRequestDetails],
  needs: ({ id }) => [mergeRequestDetails.key(id)],
  convert: (request, { connection, config, find }) => {
    const id = mergeRequestId(connection, request.id);
    return [
      pullRequestRow(id, request, { connection, config, find }),
      ...request.labels.map((labelName) => row(pullRequestLabels, { pullRequestId: id, labelName })),
      ...request.assignees.map(({ id: assignee, name, username }) =>
        row(pullRequestAssignees, {
          pullRequestId: id,
          assigneeId: accountId(connection, assignee),
          name,
          userName: username,
        }),
      ),
    ];
  },
});

function pullRequestRow(
  id: string,
  request: MergeRequest,
  { connection, config, find }: { connection: string; config: ScopeConfig; find: Find },
) {
  const details = find(mergeRequestDetails, request.id);
  const { labels, author, state } = request;
  const status = statusOf(state);
  const projectOf = (number: string | null | undefined) => (number ? projectId(connection, number) : undefined);
  return row(pullRequestTable, {
    id,
    baseRepoId: projectOf(request.target_project_id),
    headRepoId: projectOf(request.source_project_id),
    status,
    originalStatus: state,
    title: request.title,
    description: request.description,
    url: request.web_url,
    authorName: author?.username,
    authorId: personId(connection, author),
    mergedByName: details?.mergedBy?.username,
    mergedById: personId(connection, details?.mergedBy),
    pullRequestKey: request.iid,
    createdDate: request.created_at,
    mergedDate: request.merged_at,
    closedDate: request.closed_at,
    type: lastMatch(labels, config.prType),
    component: lastMatch(labels, config.prComponent),
    // A fast-forward makes no commit of its own.
    mergeCommitSha:
      status === 'MERGED' ? request.merge_commit_sha || request.squash_commit_sha || request.sha : undefined,
    headRef: request.source_branch,
    baseRef: request.target_branch,
    baseCommitSha: details?.baseSha,
    headCommitSha: details?.headSha,
    // REST does not tell the size.
    additions: 0,
    deletions: 0,
    isDraft: details?.isDraft ?? false,
  });
}

/** `locked` is what a merge request is for the moment of its merge, or for ever when that went wrong. */
function statusOf(state: string): 'OPEN' | 'MERGED' | 'CLOSED' {
  if (state === 'merged') return 'MERGED';
  return state === 'opened' ? 'OPEN' : 'CLOSED';
}
