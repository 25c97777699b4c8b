import * as z from 'zod';
import { issueCommits, issueRepoCommits } from '../../domain/crossdomain.ts';
import { type Row, row } from '../../domain/table.ts';
import { Text } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { issueId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import type { ScopeConfig } from './scope-config.ts';
import { defineStream } from './stream.ts';

const Link = z.object({ object: z.object({ url: Text }).nullish() }).transform(({ object }) => object?.url ?? '');

/** Addresses that an issue links to; those that name a commit become links to it. */
export const remotelinks = defineStream({
  name: 'remotelinks',
  input: IssueInput,
  request: ({ input }) => list(`/api/2/issue/${encodeURIComponent(input.id)}/remotelink`),
  whole: true,
  raw: z.union([z.array(Link), Link.transform((link) => [link])]),
  extract: (links, { input }) => [{ issue: input.id, links: links.filter((url) => url !== '') }],
  key: ({ issue }) => issue,
  convert: ({ issue, links }, { connection, config }) =>
    links.flatMap((url) => commitsIn(issueId(connection, issue), url, config)),
});

function commitsIn(issue: string, url: string, config: ScopeConfig): readonly Row[] {
  const plain = config.remotelinkCommitShaPattern.groups(url)?.[1];
  const named = config.remotelinkRepoPattern.flatMap((pattern) => pattern.named(url) ?? [])[0];
  const commitSha = named?.get('commit_sha') ?? plain;
  if (!commitSha) return [];
  const link = row(issueCommits, { issueId: issue, commitSha });
  const repoName = named?.get('repo_name');
  if (!repoName || !URL.canParse(url)) return [link];
  const { origin, hostname: host } = new URL(url);
  const namespace = named?.get('namespace') ?? '';
  const repoUrl = `${[origin, namespace, repoName].filter(Boolean).join('/')}.git`;
  return [link, row(issueRepoCommits, { issueId: issue, repoUrl, commitSha, host, namespace, repoName })];
}
