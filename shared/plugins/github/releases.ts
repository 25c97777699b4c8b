import * as z from 'zod';
import { cicdReleases } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { Person } from './fields.ts';
import { personId, releaseId, repositoryId } from './ids.ts';
import { tagCommits } from './lookups.ts';
import { accountsOf } from './people.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** Releases; the commit is the tag's. */
export const releases = defineStream({
  name: 'releases',
  request: ({ scope }) => list(`${pathOf(scope)}/releases`, { per_page: PER_PAGE }),
  raw: z.object({
    id: Id,
    node_id: Text,
    tag_name: z.string(),
    target_commitish: Text,
    name: Text,
    body: Text,
    html_url: Text,
    draft: z.boolean().nullish(),
    prerelease: z.boolean().nullish(),
    author: Person,
    created_at: Time.nullish(),
    published_at: Time.nullish(),
  }),
  pagination: linkHeader(),
  children: (release) => accountsOf(release.author),
  extract: (release) => [release],
  key: ({ id }) => id,
  byId: ({ id }, { scope }) => one(`${pathOf(scope)}/releases/${id}`),
  lookups: [tagCommits],
  needs: ({ tag_name }) => [tagCommits.key(tag_name)],
  convert: (release, { connection, scope, find }) => {
    const repoId = repositoryId(connection, scope.id);
    const { name, target_commitish: target } = release;
    // The target is a branch, or the commit itself; it is only used when the tag was never made.
    const commitSha = find(tagCommits, release.tag_name) ?? (Sha.safeParse(target).success ? target : undefined);
    return [
      row(cicdReleases, {
        id: releaseId(connection, release.node_id || release.id),
        publishedAt: release.published_at,
        cicdScopeId: repoId,
        repoId,
        name,
        displayTitle: name,
        description: release.body,
        url: release.html_url,
        tagName: release.tag_name,
        commitSha,
        authorId: personId(connection, release.author),
        isDraft: release.draft,
        isPrerelease: release.prerelease,
      }),
    ];
  },
});
