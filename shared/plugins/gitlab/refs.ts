import * as z from 'zod';
import { refs } from '../../domain/code.ts';
import { row } from '../../domain/table.ts';
import { Sha, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { projectId } from './ids.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const refsOf = (name: 'branches' | 'tags', prefix: string, refType: 'BRANCH' | 'TAG') =>
  defineStream({
    name,
    request: ({ scope }) => list(`${pathOf(scope)}/repository/${name}`, { per_page: PER_PAGE }),
    raw: z.object({
      name: z.string().min(1),
      default: z.boolean().default(false),
      commit: z.object({ id: Sha }),
      created_at: Time.nullish(),
    }),
    pagination: linkHeader(),
    extract: ({ commit, default: isDefault, created_at: createdDate, ...ref }) => [
      { name: ref.name, sha: commit.id, isDefault, createdDate },
    ],
    key: (ref) => ref.name,
    convert: (ref, { connection, scope }) => {
      const repoId = projectId(connection, scope.id);
      // The whole name of the ref: a branch and a tag may be called the same.
      const name = `${prefix}${ref.name}`;
      const { isDefault, createdDate } = ref;
      return [
        row(refs, { id: `${repoId}:${name}`, repoId, name, commitSha: ref.sha, isDefault, refType, createdDate }),
      ];
    },
  });

/** Branches, with the commit they point to. */
export const branches = refsOf('branches', 'refs/heads/', 'BRANCH');
/** Tags, with the commit they point to. */
export const tags = refsOf('tags', 'refs/tags/', 'TAG');
