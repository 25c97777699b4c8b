import * as z from 'zod';
import { commitParents, commits as commitTable, repoCommits } from '../../domain/code.ts';
import { row } from '../../domain/table.ts';
import { Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { gitAuthorId } from '../../plugin-sdk/git-author.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { projectId } from './ids.ts';
import { commitSizes } from './lookups.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** Commits of the default branch, with their size. */
export const commits = defineStream({
  name: 'commits',
  version: 2,
  incremental: 'since',
  request: ({ scope, since }) =>
    list(`${pathOf(scope)}/repository/commits`, {
      ref_name: scope.defaultBranch ?? undefined,
      with_stats: true,
      per_page: PER_PAGE,
      since,
    }),
  raw: z.object({
    id: Sha,
    message: Text,
    author_name: Text,
    author_email: Text,
    authored_date: Time.nullish(),
    committer_name: Text,
    committer_email: Text,
    committed_date: Time.nullish(),
    parent_ids: z
      .array(Sha)
      .nullish()
      .transform((parents) => parents ?? []),
    stats: z.object({ additions: z.number().int(), deletions: z.number().int() }).nullish(),
  }),
  // The newest commits come first and a push moves all others, so pages are read one after the other.
  pagination: linkHeader(),
  extract: (commit) => [commit],
  key: ({ id }) => id,
  provides: ({ id, stats }) =>
    stats ? [commitSizes.entry(id, { additions: stats.additions, deletions: stats.deletions })] : [],
  convert: (commit, { connection, scope }) => [
    row(commitTable, {
      sha: commit.id,
      additions: commit.stats?.additions,
      deletions: commit.stats?.deletions,
      message: commit.message,
      authorName: commit.author_name,
      authorEmail: commit.author_email,
      authoredDate: commit.authored_date,
      authorId: gitAuthorId(connection, commit.author_email),
      committerName: commit.committer_name,
      committerEmail: commit.committer_email,
      committedDate: commit.committed_date,
      committerId: gitAuthorId(connection, commit.committer_email),
    }),
    row(repoCommits, { repoId: projectId(connection, scope.id), commitSha: commit.id }),
    ...commit.parent_ids.map((parentCommitSha) => row(commitParents, { commitSha: commit.id, parentCommitSha })),
  ],
});
