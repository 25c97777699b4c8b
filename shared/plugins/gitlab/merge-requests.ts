import * as z from 'zod';
import {
  pullRequestAssignees,
  pullRequestLabels,
  pullRequestReviewers,
  pullRequests as pullRequestTable,
} from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { isExcluded } from '../../plugin-sdk/code-host-config.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { sizeOf } from '../../plugin-sdk/file-sizes.ts';
import { lastMatch } from '../../plugin-sdk/label-mapping.ts';
import type { Find } from '../../plugin-sdk/lookup.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Labels, MaybePerson, People } from './fields.ts';
import { accountId, mergeRequestId, personId, projectId } from './ids.ts';
import { approvers, commitSizes, fileSizes, mergeRequestDetails } from './lookups.ts';
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
  'merge_request_diffs',
];

/** Merge requests with their labels and assignees. */
export const mergeRequests = defineStream({
  name: 'merge_requests',
  version: 2,
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
  lookups: [mergeRequestDetails, approvers, commitSizes, fileSizes],
  needs: (request) => {
    const merged = mergedAs(request);
    return [
      mergeRequestDetails.key(request.id),
      approvers.key(request.id),
      fileSizes.key(request.id),
      ...(merged ? [commitSizes.key(merged)] : []),
    ];
  },
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
      ...[
        ...new Map([...request.reviewers, ...(find(approvers, request.id) ?? [])].map((one) => [one.id, one])).values(),
      ]
        .filter(({ username }) => !isExcluded(config, username))
        .map(({ id: reviewer, name, username }) =>
          row(pullRequestReviewers, {
            pullRequestId: id,
            reviewerId: accountId(connection, reviewer),
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
  const size = sizeOfAll(request, config, find);
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
    mergeCommitSha: status === 'MERGED' ? mergedAs(request) || request.sha : undefined,
    headRef: request.source_branch,
    baseRef: request.target_branch,
    baseCommitSha: details?.baseSha,
    headCommitSha: details?.headSha,
    additions: size?.additions ?? 0,
    deletions: size?.deletions ?? 0,
    isDraft: details?.isDraft ?? false,
  });
}

/** Where files are left out, the size is that of the others; else REST tells only how large the commit is that brought all. */
function sizeOfAll(request: MergeRequest, { prSizeExcludedExtensions: excluded }: ScopeConfig, find: Find) {
  const files = find(fileSizes, request.id);
  if (excluded.length > 0 && files) return sizeOf(files, 'others', excluded);
  const merged = mergedAs(request);
  return merged ? find(commitSizes, merged) : undefined;
}

/** The commit that a merge request was merged as, whole; a fast-forward leaves the commits as they were. */
const mergedAs = ({ state, merge_commit_sha, squash_commit_sha }: MergeRequest): string | undefined =>
  statusOf(state) === 'MERGED' ? merge_commit_sha || squash_commit_sha || undefined : undefined;

/** `locked` is what a merge request is for the moment of its merge, or for ever when that went wrong. */
function statusOf(state: string): 'OPEN' | 'MERGED' | 'CLOSED' {
  if (state === 'merged') return 'MERGED';
  return state === 'opened' ? 'OPEN' : 'CLOSED';
}
