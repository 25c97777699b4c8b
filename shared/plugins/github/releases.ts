import * as z from 'zod';
import { cicdReleases } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { Person } from './fields.ts';
import { personId, releaseId, repositoryId } from './ids.ts';
import { LATEST, latestRelease, tagCommits } from './lookups.ts';
import { accountsOf } from './people.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Release = z.object({
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
});

/** The same release as GraphQL names it, which tells two things more. */
const Node = z
  .object({
    id: z.string(),
    databaseId: Id.nullish(),
    tagName: z.string(),
    tagCommit: z.object({ oid: Sha }).nullish(),
    name: Text,
    description: Text,
    url: Text,
    isDraft: z.boolean().nullish(),
    isPrerelease: z.boolean().nullish(),
    isLatest: z.boolean().nullish(),
    author: z.object({ databaseId: Id.nullish(), login: Text }).nullish(),
    createdAt: Time.nullish(),
    publishedAt: Time.nullish(),
  })
  .transform(({ id: node_id, databaseId, tagName: tag_name, author, ...node }) => ({
    id: databaseId ?? node_id,
    node_id,
    tag_name,
    target_commitish: node.tagCommit?.oid,
    name: node.name,
    body: node.description,
    html_url: node.url,
    draft: node.isDraft,
    prerelease: node.isPrerelease,
    isLatest: node.isLatest,
    author: author?.databaseId && author.login ? { id: author.databaseId, login: author.login } : null,
    created_at: node.createdAt,
    published_at: node.publishedAt,
  }));

/** Releases; the commit is the tag's. */
export const releases = defineStream({
  name: 'releases',
  version: 2,
  request: ({ scope }) => list(`${pathOf(scope)}/releases`, { per_page: PER_PAGE }),
  raw: z.union([Release.transform((release) => ({ ...release, isLatest: undefined })), Node]),
  pagination: linkHeader(),
  children: (release) => accountsOf(release.author),
  extract: (release) => [release],
  key: ({ id }) => id,
  byId: ({ id }, { scope }) => one(`${pathOf(scope)}/releases/${id}`),
  lookups: [tagCommits, latestRelease],
  needs: ({ tag_name }) => [tagCommits.key(tag_name), latestRelease.key(LATEST)],
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
        isLatest: release.isLatest ?? find(latestRelease, LATEST) === release.id,
        isPrerelease: release.prerelease,
      }),
    ];
  },
});
