import type { cicdDeploymentCommits } from '../domain/cicd.ts';
import { compareIds, type Given, groupBy } from './given.ts';

export type DeploymentCommit = Given<typeof cicdDeploymentCommits>;

/**
 * A repository's address as it is compared, whoever wrote it: `https://user@Host/a/b.git/`, `git@host:a/b` and `host/a/b`
 * are one. Only for matching: rows keep what they were given.
 */
export function comparableUrl(url: string): string {
  const bare = url
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .replace(/[/]+$/, '')
    .replace(/\.git$/i, '')
    // The short form of ssh separates the host by a colon; a port is a number.
    .replace(/^([^/:]+):(?!\d+(?:\/|$))/, '$1/');
  const [host = '', ...path] = bare.split('/');
  return [host.toLowerCase(), ...path].join('/');
}

const isSuccess = (row: DeploymentCommit): boolean =>
  row.result === 'SUCCESS' && Boolean(row.finishedDate && row.environment && row.repoUrl);

const compare = (a: DeploymentCommit, b: DeploymentCommit): number =>
  Date.parse(a.finishedDate ?? '') - Date.parse(b.finishedDate ?? '') || compareIds(a.id, b.id);

/**
 * Which deployment each successful one came after: the one that finished before it in the same scope, repository and
 * environment. Ids by ids; what came first of its kind has none, and is not in the answer.
 */
export function previousSuccesses(rows: readonly DeploymentCommit[]): ReadonlyMap<string, string> {
  const groups = groupBy(rows.filter(isSuccess), ({ cicdScopeId, repoUrl, environment }) =>
    JSON.stringify([cicdScopeId ?? '', comparableUrl(repoUrl ?? ''), environment]),
  );
  const previous = new Map<string, string>();
  for (const group of groups.values()) {
    // One deployment may bring several commits of a repository: they are one step.
    const steps = [...new Map([...group].sort(compare).map((row) => [row.id, row])).keys()];
    for (const [index, id] of steps.entries()) {
      const before = steps[index - 1];
      if (before !== undefined) previous.set(id, before);
    }
  }
  return previous;
}
