import * as z from 'zod';
import { commitParents, commits as commitTable, repoCommits } from '../../domain/code.ts';
import { row } from '../../domain/table.ts';
import { Id, Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { gitAuthorId } from '../../plugin-sdk/git-author.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { personId, repositoryId } from './ids.ts';
import { commitSizes } from './lookups.ts';
import { accountsOf } from './people.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Signature = z.object({ name: Text, email: Text, date: Time.nullish() }).nullish();
/** The account that GitHub found for a signature; `{}` or null when it found none. */
const Linked = z
  .object({ id: Id.optional(), login: z.string().optional() })
  .nullish()
  .transform((linked) => (linked?.id && linked.login ? { id: linked.id, login: linked.login } : undefined));

const Commit = z.object({
  sha: Sha,
  commit: z.object({ message: Text, author: Signature, committer: Signature }),
  author: Linked,
  committer: Linked,
  parents: z
    .array(z.object({ sha: Sha }))
    .nullish()
    .transform((parents) => (parents ?? []).map(({ sha }) => sha)),
});

/** Commits of the default branch. */
export const commits = defineStream({
  name: 'commits',
  incremental: 'since',
  request: ({ scope, since }) =>
    list(`${pathOf(scope)}/commits`, { sha: scope.defaultBranch ?? undefined, per_page: PER_PAGE, since }),
  raw: Commit,
  // The newest commits come first and a push moves all others, so pages are read one after the other.
  pagination: linkHeader(),
  children: ({ sha, author, committer }) => [
    { stream: 'commit_details', input: { sha } },
    ...accountsOf(author, committer),
  ],
  extract: (commit) => [commit],
  key: ({ sha }) => sha,
  // A push with force takes commits off the branch, which happened all the same.
  forgets: true,
  lookups: [commitSizes],
  needs: ({ sha }) => [commitSizes.key(sha)],
  convert: ({ sha, commit, author, committer, parents }, { connection, scope, find }) => {
    const size = find(commitSizes, sha);
    return [
      row(commitTable, {
        sha,
        additions: size?.additions,
        deletions: size?.deletions,
        message: commit.message,
        authorName: commit.author?.name,
        authorEmail: commit.author?.email,
        authoredDate: commit.author?.date,
        authorId: personId(connection, author) ?? gitAuthorId(connection, commit.author?.email),
        committerName: commit.committer?.name,
        committerEmail: commit.committer?.email,
        committedDate: commit.committer?.date,
        committerId: personId(connection, committer) ?? gitAuthorId(connection, commit.committer?.email),
      }),
      row(repoCommits, { repoId: repositoryId(connection, scope.id), commitSha: sha }),
      ...parents.map((parentCommitSha) => row(commitParents, { commitSha: sha, parentCommitSha })),
    ];
  },
});
