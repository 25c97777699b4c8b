import { commits, repoCommits } from '../domain/code.ts';
import { pullRequestIssues, pullRequests } from '../domain/codereview.ts';
import { boardRepos, issueCommits } from '../domain/crossdomain.ts';
import type { Row } from '../domain/table.ts';
import { boardIssues, issues } from '../domain/ticket.ts';
import type { Given } from '../enrich/given.ts';
import { type IssueNames, issuesOfCommit, issuesOfPullRequest } from '../enrich/issue-links.ts';
import { issueNames } from '../enrich/issue-names.ts';
import { compilePattern } from '../plugin-sdk/pattern.ts';
import { isCollected, type Reconciled, reconcile, rowsIn, sumReconciled } from './enrich-rows.ts';
import type { EnrichUnit, Mapped } from './enrich-unit.ts';

/** Which issues of a product its pull requests and commits are about, where their source does not say so itself. */
export async function enrichLinks(unit: EnrichUnit, linkPattern: string, mapped: Mapped): Promise<Reconciled> {
  const { ports, target, ownersOf } = unit;
  const names = await namesOf(unit, mapped);
  const pattern = compilePattern(linkPattern);
  const said = new Set<string>();
  for await (const stored of rowsIn(ports, pullRequestIssues, ownersOf('pull_request_issues')))
    if (isCollected(stored)) said.add(`${stored.values.pullRequestId}\n${stored.values.issueId}`);
  const ofPullRequests: Row[] = [];
  for await (const { values } of rowsIn(ports, pullRequests, ownersOf('pull_requests'))) {
    if (!mapped.repos.has(values.baseRepoId ?? '')) continue;
    const found = issuesOfPullRequest(values, names, pattern.given ? pattern.all : undefined);
    ofPullRequests.push(...found.filter((one) => !said.has(`${values.id}\n${one.values.issueId}`)));
  }
  return sumReconciled([
    await reconcile(ports, target, ['pull_request_issues'], ofPullRequests),
    await reconcile(ports, target, ['issue_commits'], await ofCommits(unit, names, mapped)),
  ]);
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
