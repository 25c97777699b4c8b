import type { Project } from '../contract/project.ts';
import { cicdDeploymentCommits } from '../domain/cicd.ts';
import { commitParents, commitsDiffs, repos } from '../domain/code.ts';
import { pullRequestComments, pullRequestCommits, pullRequests } from '../domain/codereview.ts';
import type { Row } from '../domain/table.ts';
import { incidents } from '../domain/ticket.ts';
import { type CommitGraph, commitsDiff } from '../enrich/commits-diff.ts';
import type { Given } from '../enrich/given.ts';
import { type Affinity, componentRepos, deploymentOfIncident } from '../enrich/incident-deployments.ts';
import type { DeploymentCommit } from '../enrich/previous-success.ts';
import { type DeployedCommits, deployedCommits, pullRequestMetrics } from '../enrich/pull-request-metrics.ts';
import { revertIncident } from '../enrich/revert-incidents.ts';
import { inParts, type Parts, type Reconciled, reconcile, rowsIn, sumReconciled } from './enrich-rows.ts';
import { type EnrichUnit, type Mapped, type Step, type Stepped, whole } from './enrich-unit.ts';

/** Pairs of deployments whose commits are compared and written in one go. */
const PAIRS = 200;

/** What deployments of a product brought, how long its pull requests took, and which deployments its incidents follow. */
export const deliverySteps = (unit: EnrichUnit, project: Project, mapped: Mapped): readonly Step[] => [
  { name: 'diffs', work: async (parts) => diffs(unit, await deploymentsOf(unit, mapped), parts) },
  { name: 'cycles', work: async (parts) => cycles(unit, project.name, mapped, parts) },
  { name: 'reverts', work: async (parts) => reverts(unit, project, mapped, parts) },
  whole('incidents', () => followed(unit, project, mapped)),
];

async function deploymentsOf({ ports, ownersOf }: EnrichUnit, mapped: Mapped): Promise<readonly DeploymentCommit[]> {
  const found: DeploymentCommit[] = [];
  for await (const { values } of rowsIn(ports, cicdDeploymentCommits, ownersOf('cicd_deployment_commits'))) {
    if (!mapped.cicdScopes.has(values.cicdScopeId ?? '')) continue;
    const { id, commitSha, cicdDeploymentId, result, environment, startedDate, finishedDate } = values;
    const { prevSuccessDeploymentCommitId, repoId, repoUrl } = values;
    found.push({
      id,
      commitSha,
      cicdDeploymentId,
      result,
      environment,
      startedDate,
      finishedDate,
      prevSuccessDeploymentCommitId,
      repoId,
      repoUrl,
    });
  }
  return found;
}

/** The commits between each deployment and the one before it. */
async function diffs(
  { ports, ownersOf, target }: EnrichUnit,
  deployments: readonly DeploymentCommit[],
  parts: Parts,
): Promise<Stepped> {
  const byId = Map.groupBy(deployments, ({ id }) => id);
  const pairs = new Map<string, readonly [newest: string, oldest: string]>();
  for (const { commitSha, prevSuccessDeploymentCommitId } of deployments)
    for (const before of byId.get(prevSuccessDeploymentCommitId ?? '') ?? [])
      if (before.commitSha !== commitSha) pairs.set(`${commitSha} ${before.commitSha}`, [commitSha, before.commitSha]);
  const graph = pairs.size > 0 ? await graphOf({ ports, ownersOf }) : new Map();
  const all: Reconciled[] = [];
  const next = await inParts(
    () => pairs.values(),
    ([newest]) => newest,
    { ...parts, most: Math.min(parts.most, PAIRS) },
    async (groups, isIn) => {
      const rows = [...groups.values()].flat().flatMap(([newest, oldest]) => commitsDiff(graph, newest, oldest));
      all.push(await reconcile(ports, target, ['commits_diffs'], rows, isIn));
    },
  );
  return { reconciled: sumReconciled(all), next };
}

/** Which deployment brought which commit, as the step before has written it. */
async function deployedOf(unit: EnrichUnit, mapped: Mapped): Promise<DeployedCommits> {
  const between: Given<typeof commitsDiffs>[] = [];
  for await (const { values } of rowsIn(unit.ports, commitsDiffs, [unit.target.owner])) {
    const { newCommitSha, oldCommitSha, commitSha } = values;
    between.push({ newCommitSha, oldCommitSha, commitSha });
  }
  return deployedCommits(await deploymentsOf(unit, mapped), between);
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

async function cycles(unit: EnrichUnit, project: string, mapped: Mapped, parts: Parts): Promise<Stepped> {
  const deployed = await deployedOf(unit, mapped);
  const all: Reconciled[] = [];
  const next = await inParts(
    () => partsOf(unit, mapped),
    ({ id }) => id,
    parts,
    async (groups, isIn) => {
      const rows = [...groups.values()].flatMap((of): readonly Row[] => {
        const pr = of.flatMap((part) => (part.kind === 'pr' ? [part.of] : []))[0];
        if (!pr) return [];
        const made = pullRequestMetrics(project, pr, {
          commits: of.flatMap((part) => (part.kind === 'commit' ? [part.of] : [])),
          comments: of.flatMap((part) => (part.kind === 'comment' ? [part.of] : [])),
          deployed,
        });
        return made ? [made] : [];
      });
      all.push(await reconcile(unit.ports, unit.target, ['project_pr_metrics'], rows, isIn));
    },
  );
  return { reconciled: sumReconciled(all), next };
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

/** Pull requests that take others back, as incidents, where the product wants that. */
async function reverts(unit: EnrichUnit, project: Project, mapped: Mapped, parts: Parts): Promise<Stepped> {
  const { ports, ownersOf, target } = unit;
  if (!project.revertsAreIncidents) return { reconciled: await reconcile(ports, target, ['incidents'], []) };
  const all: Reconciled[] = [];
  const next = await inParts(
    () => rowsIn(ports, pullRequests, ownersOf('pull_requests')),
    ({ values }) => (mapped.repos.has(values.baseRepoId ?? '') && revertIncident(values) ? values.id : undefined),
    parts,
    async (groups, isIn) => {
      const rows = [...groups.values()].flat().flatMap(({ values }) => revertIncident(values) ?? []);
      all.push(await reconcile(ports, target, ['incidents'], rows, isIn));
    },
  );
  return { reconciled: sumReconciled(all), next };
}

/** Which deployment each incident of the product is put down to. */
async function followed(unit: EnrichUnit, project: Project, mapped: Mapped): Promise<Reconciled> {
  const { ports, ownersOf, target } = unit;
  const deployments = await deploymentsOf(unit, mapped);
  const deploymentAt = deploymentOfIncident(project.name, deployments, await affinityOf(unit, project));
  const rows: Row[] = [];
  for await (const { values } of rowsIn(ports, incidents, [...ownersOf('incidents'), target.owner])) {
    const { id, createdDate, table, scopeId, component, deploymentId } = values;
    const isOurs = (table === 'repos' ? mapped.repos : mapped.boards).has(scopeId ?? '');
    const made = isOurs ? deploymentAt({ id, createdDate, component, deploymentId }) : undefined;
    if (made) rows.push(made);
  }
  return reconcile(ports, target, ['project_incident_deployment_relationships'], rows);
}

/** Which repositories a product's components are made of, where their incidents follow only deployments of these. */
async function affinityOf({ ports, ownersOf }: EnrichUnit, { affinity, components }: Project): Promise<Affinity> {
  if (affinity !== 'component' || !components) return new Map();
  const known: Given<typeof repos>[] = [];
  for await (const { values } of rowsIn(ports, repos, ownersOf('repos')))
    known.push({ id: values.id, name: values.name, url: values.url });
  return componentRepos(components, known);
}
