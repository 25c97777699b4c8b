import * as z from 'zod';
import { refs } from '../../domain/code.ts';
import { row } from '../../domain/table.ts';
import { Sha } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { repositoryId } from './ids.ts';
import { tagCommits } from './lookups.ts';
import { pathOf, type Repository } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Ref = z
  .object({ name: z.string().min(1), commit: z.object({ sha: Sha }) })
  .transform(({ name, commit }) => ({ name, sha: commit.sha }));

const listOf = (scope: Repository, what: string) => list(`${pathOf(scope)}/${what}`, { per_page: PER_PAGE });

/** The whole name of the ref identifies it: a branch and a tag may be called the same. */
const rowOf = (connection: string, scope: Repository, name: string, ref: { sha: string; isDefault: boolean }) => {
  const repoId = repositoryId(connection, scope.id);
  const refType = name.startsWith('refs/tags/') ? 'TAG' : 'BRANCH';
  return row(refs, { id: `${repoId}:${name}`, repoId, name, commitSha: ref.sha, isDefault: ref.isDefault, refType });
};

/** Tags, with the commit they point to. */
export const tags = defineStream({
  name: 'tags',
  request: ({ scope }) => listOf(scope, 'tags'),
  raw: Ref,
  pagination: linkHeader(),
  extract: (tag) => [tag],
  key: ({ name }) => name,
  provides: ({ name, sha }) => [tagCommits.entry(name, sha)],
  convert: ({ name, sha }, { connection, scope }) => [
    rowOf(connection, scope, `refs/tags/${name}`, { sha, isDefault: false }),
  ],
});

/** Branches, with the commit they point to. */
export const branches = defineStream({
  name: 'branches',
  request: ({ scope }) => listOf(scope, 'branches'),
  raw: Ref,
  pagination: linkHeader(),
  extract: (branch) => [branch],
  key: ({ name }) => name,
  convert: ({ name, sha }, { connection, scope }) => [
    rowOf(connection, scope, `refs/heads/${name}`, { sha, isDefault: name === scope.defaultBranch }),
  ],
});
