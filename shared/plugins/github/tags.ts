import * as z from 'zod';
import { refs } from '../../domain/code.ts';
import { row } from '../../domain/table.ts';
import { Sha } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { repositoryId } from './ids.ts';
import { tagCommits } from './lookups.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** Tags, with the commit they point to. */
export const tags = defineStream({
  name: 'tags',
  request: ({ scope }) => list(`${pathOf(scope)}/tags`, { per_page: PER_PAGE }),
  raw: z.object({ name: z.string().min(1), commit: z.object({ sha: Sha }) }),
  pagination: linkHeader(),
  extract: ({ name, commit }) => [{ name, sha: commit.sha }],
  key: ({ name }) => name,
  provides: ({ name, sha }) => [tagCommits.entry(name, sha)],
  convert: (tag, { connection, scope }) => {
    const repoId = repositoryId(connection, scope.id);
    // The whole name of the ref: a branch and a tag may be called the same.
    const name = `refs/tags/${tag.name}`;
    const id = `${repoId}:${name}`;
    return [row(refs, { id, repoId, name, commitSha: tag.sha, isDefault: false, refType: 'TAG' })];
  },
});
