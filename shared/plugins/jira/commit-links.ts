import { issueCommits, issueRepoCommits } from '../../domain/crossdomain.ts';
import { type Row, row } from '../../domain/table.ts';
import type { ScopeConfig } from './scope-config.ts';

/** An address that may be a commit's, and what is known of it besides. */
interface Link {
  readonly url: string;
  readonly sha?: string;
  /** The address of the repository's page. */
  readonly repository?: string;
}

/** The commit that an address names by the scope config's patterns, linked to the issue, with its repository where that is told. */
export function commitLinks(issueId: string, { url, sha, repository }: Link, config: ScopeConfig): readonly Row[] {
  const named = config.remotelinkRepoPattern.flatMap((pattern) => pattern.named(url) ?? [])[0];
  const commitSha = sha ?? named?.get('commit_sha') ?? config.remotelinkCommitShaPattern.groups(url)?.[1];
  if (!commitSha) return [];
  const link = row(issueCommits, { issueId, commitSha });
  const place = placeOf(url, named) ?? (repository === undefined ? undefined : placeAt(repository));
  return place ? [link, row(issueRepoCommits, { issueId, commitSha, ...place })] : [link];
}

function placeOf(url: string, named: ReadonlyMap<string, string> | undefined) {
  const repoName = named?.get('repo_name');
  if (!repoName || !URL.canParse(url)) return undefined;
  const { origin, host } = new URL(url);
  const namespace = named?.get('namespace') ?? '';
  return { repoUrl: `${[origin, namespace, repoName].filter(Boolean).join('/')}.git`, host, namespace, repoName };
}

function placeAt(url: string) {
  if (!URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  const parts = pathname.split('/').filter((part) => part !== '');
  const plain = url.replace(/\/+$/, '');
  return {
    repoUrl: plain.endsWith('.git') ? plain : `${plain}.git`,
    host,
    namespace: parts.slice(0, -1).join('/'),
    repoName: parts.at(-1)?.replace(/\.git$/, ''),
  };
}
