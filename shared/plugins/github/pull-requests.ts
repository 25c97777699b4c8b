import * as z from 'zod';
import {
  pullRequestAssignees,
  pullRequestIssues,
  pullRequestLabels,
  pullRequests as pullRequestTable,
} from '../../domain/codereview.ts';
import { row } from '../../domain/table.ts';
import { Id, isBefore, Text, Time } from '../../plugin-sdk/fields.ts';
import { sizeOf } from '../../plugin-sdk/file-sizes.ts';
import { lastMatch } from '../../plugin-sdk/label-mapping.ts';
import type { Find } from '../../plugin-sdk/lookup.ts';
import { linkHeader, type PageFacts } from '../../plugin-sdk/pagination.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import type { Child } from '../../plugin-sdk/stream.ts';
import { closedIssues, mentionedIssues } from './closing-references.ts';
import { Labels, People, Person } from './fields.ts';
import { accountId, issueId, personId, pullRequestId, repositoryId } from './ids.ts';
import { fileSizes, issueIds, pullRequestDetails, pullRequestIds } from './lookups.ts';
import { accountsOf } from './people.ts';
import { pathOf, type Repository } from './scope.ts';
import type { ScopeConfig } from './scope-config.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Branch = z.object({ ref: Text, sha: Text, repo: z.object({ id: Id }).nullish() }).nullish();

const PullRequest = z.object({
  id: Id,
  number: z.number().int(),
  title: Text,
  body: Text,
  state: z.string(),
  html_url: Text,
  user: Person,
  merged_by: Person,
  labels: Labels,
  assignee: Person,
  assignees: People,
  requested_reviewers: People,
  draft: z.boolean().nullish(),
  head: Branch,
  base: Branch,
  merge_commit_sha: Text,
  additions: z.number().int().nullish(),
  deletions: z.number().int().nullish(),
  created_at: Time,
  updated_at: Time.nullish(),
  closed_at: Time.nullish(),
  merged_at: Time.nullish(),
});
type PullRequest = z.output<typeof PullRequest>;

interface Context {
  readonly connection: string;
  readonly scope: Repository;
  readonly config: ScopeConfig;
  readonly find: Find;
}

const wholeList = linkHeader({ fanOut: true });
const newestFirst = linkHeader<PullRequest>({ stopBefore: ({ updated_at }) => updated_at ?? undefined });

/** Pull requests with their labels, assignees and the issues that they close. */
export const pullRequests = defineStream({
  name: 'pull_requests',
  incremental: 'newest',
  // The list knows no `since`. Newest updates first are safe to read: what changes meanwhile is after the next cursor.
  request: ({ scope, since }) =>
    since === undefined ? [listOf(scope, 'created', 'asc'), edgeOf(scope)] : edgeOf(scope),
  raw: PullRequest,
  pagination: (page: PageFacts<PullRequest>) => {
    if (page.request.since !== undefined) return newestFirst(page);
    return isEdge(page.request.target) ? [] : wholeList(page);
  },
  children: (pull, { since, url }) =>
    isBefore(pull.updated_at, since) || (since === undefined && isEdge(url)) ? [] : childrenOf(pull),
  extract: (pull) => [pull],
  key: ({ id }) => id,
  byId: ({ number }, { scope }) => one(`${pathOf(scope)}/pulls/${number}`),
  updatedAt: ({ updated_at }) => updated_at,
  provides: ({ number, id }) => [pullRequestIds.entry(number, id)],
  lookups: [pullRequestDetails, fileSizes, issueIds],
  // Which of the mentioned issues the pull request closes depends on the scope config.
  needs: ({ number, body }) => [
    pullRequestDetails.key(number),
    fileSizes.key(number),
    ...mentionedIssues(body ?? '').map((mentioned) => issueIds.key(mentioned)),
  ],
  convert: (pull, context) => {
    const { connection, scope, config, find } = context;
    const id = pullRequestId(connection, pull.id);
    return [
      pullRequestRow(id, pull, context),
      ...pull.labels.map((labelName) => row(pullRequestLabels, { pullRequestId: id, labelName })),
      ...pull.assignees.map(({ id: assignee, login }) =>
        row(pullRequestAssignees, {
          pullRequestId: id,
          assigneeId: accountId(connection, assignee),
          name: login,
          userName: login,
        }),
      ),
      ...closedIssues(pull.body, config.prBodyClosePattern, scope.fullName).flatMap((number) => {
        const issue = find(issueIds, number);
        if (issue === undefined) return [];
        const link = { pullRequestKey: pull.number, issueKey: String(number) };
        return [row(pullRequestIssues, { pullRequestId: id, issueId: issueId(connection, issue), ...link })];
      }),
    ];
  },
});

const listOf = (scope: Repository, sort: string, direction: string) =>
  list(`${pathOf(scope)}/pulls`, { state: 'all', sort, direction, per_page: PER_PAGE });

/**
 * What was updated last, with which every later sync begins. A full sync reads this edge beside the whole list, so that
 * the next one finds out for nothing that there is nothing new.
 */
const edgeOf = (scope: Repository) => listOf(scope, 'updated', 'desc');
const isEdge = (target: string): boolean => target.includes('sort=updated');

function childrenOf(pull: PullRequest): readonly Child[] {
  const { id, number, requested_reviewers: requestedReviewers } = pull;
  const input = { id, number };
  return [
    { stream: 'pull_request_details', input },
    { stream: 'pull_request_commits', input },
    { stream: 'pull_request_files', input },
    { stream: 'pull_request_reviews', input: { ...input, requestedReviewers } },
    ...accountsOf(pull.user, pull.merged_by, pull.assignee, ...pull.assignees, ...requestedReviewers),
  ];
}

function pullRequestRow(id: string, pull: PullRequest, { connection, scope, config, find }: Context) {
  const details = find(pullRequestDetails, pull.number);
  const without = sizeOf(find(fileSizes, pull.number) ?? {}, 'excluded', config.prSizeExcludedExtensions);
  const mergedBy = details?.mergedBy ?? pull.merged_by;
  const merged = Boolean(pull.merged_at);
  const open = pull.state.toLowerCase() === 'open';
  const { labels, user, head, base } = pull;
  return row(pullRequestTable, {
    id,
    baseRepoId: repositoryId(connection, scope.id),
    headRepoId: head?.repo ? repositoryId(connection, head.repo.id) : undefined,
    status: merged ? 'MERGED' : open ? 'OPEN' : 'CLOSED',
    originalStatus: pull.state,
    title: pull.title,
    description: pull.body,
    url: pull.html_url,
    authorName: user?.login,
    authorId: personId(connection, user),
    mergedByName: mergedBy?.login,
    mergedById: personId(connection, mergedBy),
    pullRequestKey: pull.number,
    createdDate: pull.created_at,
    mergedDate: pull.merged_at,
    closedDate: pull.closed_at,
    type: lastMatch(labels, config.prType),
    component: lastMatch(labels, config.prComponent),
    // Until it is merged, this is the hash of a trial.
    mergeCommitSha: merged ? pull.merge_commit_sha : undefined,
    headRef: head?.ref,
    baseRef: base?.ref,
    baseCommitSha: base?.sha,
    headCommitSha: head?.sha,
    additions: (details?.additions ?? pull.additions ?? 0) - without.additions,
    deletions: (details?.deletions ?? pull.deletions ?? 0) - without.deletions,
    isDraft: pull.draft,
  });
}
