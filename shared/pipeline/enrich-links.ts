import { commits, repoCommits } from '../domain/code.ts';
import { pullRequestIssues, pullRequests } from '../domain/codereview.ts';
import { boardRepos, issueCommits } from '../domain/crossdomain.ts';
import type { Row } from '../domain/table.ts';
import { boardIssues, issues } from '../domain/ticket.ts';
import type { Given } from '../enrich/given.ts';
import { type IssueNames, issuesOfCommit, issuesOfPullRequest } from '../enrich/issue-links.ts';
import { issueNames } from '../enrich/issue-names.ts';
import { compilePattern } from '../plugin-sdk/pattern.ts';
import { inParts, isCollected, type Parts, type Reconciled, reconcile, rowsIn, sumReconciled } from './enrich-rows.ts';
import { type EnrichUnit, type Mapped, type Step, type Stepped, whole } from './enrich-unit.ts';

/** Which issues of a product its pull requests and commits are about, where their source does not say so itself. */
export const linkSteps = (unit: EnrichUnit, linkPattern: string, mapped: Mapped): readonly Step[] => [
  { name: 'links', work: async (parts) => ofPullRequests(unit, linkPattern, mapped, parts) },
  whole('commits', async () => {
    const rows = await ofCommits(unit, await namesOf(unit, mapped), mapped);
    return reconcile(unit.ports, unit.target, ['issue_commits'], rows);
  }),
];

async function ofPullRequests(unit: EnrichUnit, linkPattern: string, mapped: Mapped, parts: Parts): Promise<Stepped> {
  const { ports, target, ownersOf } = unit;
  const names = await namesOf(unit, mapped);
  const pattern = compilePattern(linkPattern);
  const said = new Set<string>();
  for await (const stored of rowsIn(ports, pullRequestIssues, ownersOf('pull_request_issues')))
    if (isCollected(stored)) said.add(`${stored.values.pullRequestId}\n${stored.values.issueId}`);
  const all: Reconciled[] = [];
  const next = await inParts(
    () => rowsIn(ports, pullRequests, ownersOf('pull_requests')),
    ({ values }) => (mapped.repos.has(values.baseRepoId ?? '') ? values.id : undefined),
    parts,
    async (groups, isIn) => {
      const rows = [...groups.values()].flat().flatMap(({ values }) => {
        const found = issuesOfPullRequest(values, names, pattern.given ? pattern.all : undefined);
        return found.filter((one) => !said.has(`${values.id}\n${one.values.issueId}`));
      });
      all.push(await reconcile(ports, target, ['pull_request_issues'], rows, isIn));
    },
  );
  return { reconciled: sumReconciled(all), next };
}

async function ofCommits({ ports, ownersOf }: EnrichUnit, names: IssueNames, mapped: Mapped): Promise<readonly Row[]> {
  const said = new Set<string>();
  for await (const stored of rowsIn(ports, issueCommits, ownersOf('issue_commits')))
    if (isCollected(stored)) said.add(`${stored.values.issueId}\n${stored.values.commitSha}`);
  const reposOf = new Map<string, readonly string[]>();
  for await (const { values } of rowsIn(ports, repoCommits, ownersOf('repo_commits')))
    if (mapped.repos.has(values.repoId))
      reposOf.set(values.commitSha, [...(reposOf.get(values.commitSha) ?? []), values.repoId]);
  const rows: Row[] = [];
  for await (const { values } of rowsIn(ports, commits, ownersOf('commits'))) {
    // Commits are shared by a connection: those of other repositories are not the product's.
    const repos = reposOf.get(values.sha);
    if (!repos) continue;
    const found = issuesOfCommit({ sha: values.sha, message: values.message }, repos, names);
    rows.push(...found.filter((one) => !said.has(`${one.values.issueId}\n${values.sha}`)));
  }
  return rows;
}

async function namesOf({ ports, ownersOf }: EnrichUnit, mapped: Mapped): Promise<IssueNames> {
  const on: Given<typeof boardIssues>[] = [];
  for await (const { values } of rowsIn(ports, boardIssues, ownersOf('board_issues')))
    if (mapped.boards.has(values.boardId)) on.push(values);
  const of: Given<typeof boardRepos>[] = [];
  for await (const { values } of rowsIn(ports, boardRepos, ownersOf('board_repos'))) of.push(values);
  const all: { id: string; issueKey: string | undefined }[] = [];
  for await (const { values } of rowsIn(ports, issues, ownersOf('issues')))
    all.push({ id: values.id, issueKey: values.issueKey });
  return issueNames(all, on, of);
}
