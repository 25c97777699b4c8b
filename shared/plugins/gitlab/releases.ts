import * as z from 'zod';
import { cicdReleases } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { MaybePerson } from './fields.ts';
import { personId, projectId, releaseId } from './ids.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** Releases; a tag is all that identifies one. */
export const releases = defineStream({
  name: 'releases',
  request: ({ scope }) =>
    list(`${pathOf(scope)}/releases`, { order_by: 'released_at', sort: 'asc', per_page: PER_PAGE }),
  raw: z.object({
    tag_name: z.string().min(1),
    name: Text,
    description: Text,
    author: MaybePerson,
    commit: z.object({ id: Sha }).nullish(),
    released_at: Time.nullish(),
    created_at: Time.nullish(),
    upcoming_release: z.boolean().nullish(),
    _links: z.object({ self: Text }).nullish(),
  }),
  pagination: linkHeader(),
  extract: (release) => [release],
  key: ({ tag_name }) => tag_name,
  convert: (release, { connection, scope }) => {
    const repoId = projectId(connection, scope.id);
    return [
      row(cicdReleases, {
        id: releaseId(connection, scope.id, release.tag_name),
        publishedAt: release.released_at,
        cicdScopeId: repoId,
        repoId,
        name: release.name,
        displayTitle: release.name,
        description: release.description,
        url: release._links?.self,
        tagName: release.tag_name,
        commitSha: release.commit?.id,
        authorId: personId(connection, release.author),
        isDraft: false,
        isPrerelease: release.upcoming_release ?? false,
      }),
    ];
  },
});
