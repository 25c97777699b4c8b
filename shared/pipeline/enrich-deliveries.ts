import { cicdDeploymentCommits } from '../domain/cicd.ts';
import { commitParents, type commitsDiffs } from '../domain/code.ts';
import { pullRequestComments, pullRequestCommits, pullRequests } from '../domain/codereview.ts';
import type { Row } from '../domain/table.ts';
import { incidents } from '../domain/ticket.ts';
import { type CommitGraph, commitsDiff } from '../enrich/commits-diff.ts';
import type { Given } from '../enrich/given.ts';
import { incidentDeployment, productionDeployments } from '../enrich/incident-deployments.ts';
import type { DeploymentCommit } from '../enrich/previous-success.ts';
import { type DeployedCommits, deployedCommits, pullRequestMetrics } from '../enrich/pull-request-metrics.ts';
import { inParts, type Reconciled, reconcile, rowsIn, sumReconciled } from './enrich-rows.ts';
import type { EnrichUnit, Mapped } from './enrich-unit.ts';
import { shardOf } from './identity.ts';

/** Rows that are held at one time. */
const MOST = 100_000;
/** Pairs of deployments whose commits are compared and written in one go. */
const PAIRS = 200;

/** What deployments of a product brought, how long its pull requests took, and which deployments its incidents follow. */
export async function enrichDeliveries(unit: EnrichUnit, project: string, mapped: Mapped): Promise<Reconciled> {
  const deployments = await deploymentsOf(unit, mapped);
  const { reconciled, deployed } = await diffs(unit, deployments);
  return sumReconciled([
    reconciled,
    await metrics(unit, project, mapped, deployed),
    await followed(unit, project, mapped, deployments),
  ]);
}

async function deploymentsOf({ ports, ownersOf }: EnrichUnit, mapped: Mapped): Promise<readonly DeploymentCommit[]> {
  const found: DeploymentCommit[] = [];
  for await (const { values } of rowsIn(ports, cicdDeploymentCommits, ownersOf('cicd_deployment_commits'))) {
    if (!mapped.cicdScopes.has(values.cicdScopeId ?? '')) continue;
    const { id, commitSha, cicdDeploymentId, result, environment, startedDate, finishedDate } = values;
    const { prevSuccessDeploymentCommitId } = values;
    found.push({
      id,
      commitSha,
      cicdDeploymentId,
      result,
      environment,
      startedDate,
      finishedDate,
      prevSuccessDeploymentCommitId,
    });
  }
  return found;
}

/** The commits between each deployment and the one before it, and what that makes of commits. */
async function diffs(
  { ports, ownersOf, target }: EnrichUnit,
  deployments: readonly DeploymentCommit[],
): Promise<{ reconciled: Reconciled; deployed: DeployedCommits }> {
  const byId = Map.groupBy(deployments, ({ id }) => id);
  const pairs = new Map<string, readonly [string, string]>();
  for (const { commitSha, prevSuccessDeploymentCommitId } of deployments)
    for (const before of byId.get(prevSuccessDeploymentCommitId ?? '') ?? [])
      if (before.commitSha !== commitSha) pairs.set(`${commitSha} ${before.commitSha}`, [commitSha, before.commitSha]);
  const graph = pairs.size > 0 ? await graphOf({ ports, ownersOf }) : new Map();
  const all: Reconciled[] = [];
  const between: Given<typeof commitsDiffs>[] = [];
  const buckets = Math.max(1, Math.ceil(pairs.size / PAIRS));
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const isIn = (sha: string) => shardOf(sha, buckets) === bucket;
    const rows: Row[] = [];
    for (const [newest, oldest] of pairs.values()) if (isIn(newest)) rows.push(...commitsDiff(graph, newest, oldest));
    for (const { values } of rows)
      between.push({
        newCommitSha: String(values.newCommitSha),
        oldCommitSha: String(values.oldCommitSha),
        commitSha: String(values.commitSha),
      });
    all.push(await reconcile(ports, target, ['commits_diffs'], rows, isIn));
  }
  return { reconciled: sumReconciled(all), deployed: deployedCommits(deployments, between) };
}

async function graphOf({ ports, ownersOf }: Pick<EnrichUnit, 'ports' | 'ownersOf'>): Promise<CommitGraph> {
  const graph = new Map<string, string[]>();
  for await (const { values } of rowsIn(ports, commitParents, ownersOf('commit_parents'))) {
    const known = graph.get(values.commitSha);
    if (known) known.push(values.parentCommitSha);
    else graph.set(values.commitSha, [values.parentCommitSha]);
  }
  return graph;
}

type Part =
  | { readonly kind: 'pr'; readonly id: string; readonly of: Given<typeof pullRequests> }
  | { readonly kind: 'commit'; readonly id: string; readonly of: Given<typeof pullRequestCommits> }
  | { readonly kind: 'comment'; readonly id: string; readonly of: Given<typeof pullRequestComments> };

async function metrics(
  unit: EnrichUnit,
  project: string,
  mapped: Mapped,
  deployed: DeployedCommits,
): Promise<Reconciled> {
  const all: Reconciled[] = [];
  await inParts(
    () => partsOf(unit, mapped),
    ({ id }) => id,
    MOST,
    async (groups, isIn) => {
      const rows = [...groups.values()].flatMap((parts): readonly Row[] => {
        const pr = parts.flatMap((part) => (part.kind === 'pr' ? [part.of] : []))[0];
        if (!pr) return [];
        const made = pullRequestMetrics(project, pr, {
          commits: parts.flatMap((part) => (part.kind === 'commit' ? [part.of] : [])),
          comments: parts.flatMap((part) => (part.kind === 'comment' ? [part.of] : [])),
          deployed,
        });
        return made ? [made] : [];
      });
      all.push(await reconcile(unit.ports, unit.target, ['project_pr_metrics'], rows, isIn));
    },
  );
  return sumReconciled(all);
}

async function* partsOf({ ports, ownersOf }: EnrichUnit, mapped: Mapped): AsyncIterable<Part> {
  for await (const { values } of rowsIn(ports, pullRequests, ownersOf('pull_requests'))) {
    const { id, baseRepoId, authorId, createdDate, mergedDate, mergeCommitSha } = values;
    if (mergedDate && mapped.repos.has(baseRepoId ?? ''))
      yield { kind: 'pr', id, of: { id, authorId, createdDate, mergedDate, mergeCommitSha } };
  }
  for await (const { values } of rowsIn(ports, pullRequestCommits, ownersOf('pull_request_commits'))) {
    const { pullRequestId, commitSha, commitAuthoredDate } = values;
    yield { kind: 'commit', id: pullRequestId, of: { pullRequestId, commitSha, commitAuthoredDate } };
  }
  for await (const { values } of rowsIn(ports, pullRequestComments, ownersOf('pull_request_comments'))) {
    const { id, pullRequestId, accountId, createdDate } = values;
    if (pullRequestId) yield { kind: 'comment', id: pullRequestId, of: { id, pullRequestId, accountId, createdDate } };
  }
}

/** Which deployment each incident of the product is put down to. */
async function followed(
  { ports, ownersOf, target }: EnrichUnit,
  project: string,
  mapped: Mapped,
  deployments: readonly DeploymentCommit[],
): Promise<Reconciled> {
  const production = productionDeployments(deployments);
  const rows: Row[] = [];
  for await (const { values } of rowsIn(ports, incidents, ownersOf('incidents'))) {
    const { id, createdDate, table, scopeId } = values;
    const isOurs = (table === 'repos' ? mapped.repos : mapped.boards).has(scopeId ?? '');
    const made = isOurs ? incidentDeployment(project, { id, createdDate }, production) : undefined;
    if (made) rows.push(made);
  }
  return reconcile(ports, target, ['project_incident_deployment_relationships'], rows);
}
