import {
  cicdDeploymentCommits,
  cicdDeployments,
  cicdPipelineCommits,
  cicdPipelines,
  cicdTasks,
} from '../domain/cicd.ts';
import type { Row } from '../domain/table.ts';
import { deploymentOfPipeline } from '../enrich/deployments-of-pipelines.ts';
import type { Given } from '../enrich/given.ts';
import { type DeploymentCommit, previousSuccesses } from '../enrich/previous-success.ts';
import { isCollected, type Reconciled, reconcile, rowsIn, sumReconciled } from './enrich-rows.ts';
import type { EnrichUnit } from './enrich-unit.ts';
import { digest } from './identity.ts';
import type { Item } from './ports.ts';

type Part =
  | { readonly kind: 'pipeline'; readonly id: string; readonly of: Given<typeof cicdPipelines> }
  | { readonly kind: 'commit'; readonly id: string; readonly of: Given<typeof cicdPipelineCommits> }
  | { readonly kind: 'task'; readonly id: string; readonly of: Given<typeof cicdTasks> };

/**
 * Deployments derived from CI pipelines, unless the scope tells of real ones (never both: they would count twice), and for
 * each deployment commit which one it came after.
 */
export async function enrichDeployments(unit: EnrichUnit): Promise<Reconciled> {
  const { ports, ownersOf, target } = unit;
  const real: DeploymentCommit[] = [];
  for await (const stored of rowsIn(ports, cicdDeploymentCommits, ownersOf('cicd_deployment_commits')))
    if (isCollected(stored)) real.push(asGiven(stored.values));
  let isReal = real.length > 0;
  if (!isReal)
    for await (const stored of rowsIn(ports, cicdDeployments, ownersOf('cicd_deployments')))
      if (isCollected(stored)) {
        isReal = true;
        break;
      }
  const derived = isReal ? [] : await derivedRows(unit);
  const made = derived.filter(({ table }) => table === 'cicd_deployment_commits').map(({ values }) => asGiven(values));
  const previous = previousSuccesses([...real, ...made]);
  const rows = derived.map((one) =>
    one.table === 'cicd_deployment_commits'
      ? { ...one, values: { ...one.values, prevSuccessDeploymentCommitId: previous.get(String(one.values.id)) } }
      : one,
  );
  const reconciled = await reconcile(ports, target, ['cicd_deployments', 'cicd_deployment_commits'], rows);
  return sumReconciled([reconciled, await linkReal(unit, previous)]);
}

/** What finding the predecessor needs. */
const asGiven = (values: Readonly<Record<string, unknown>>): DeploymentCommit => {
  const { id, commitSha, cicdScopeId, repoUrl, environment, result, finishedDate } =
    cicdDeploymentCommits.schema.parse(values);
  return { id, commitSha, cicdScopeId, repoUrl, environment, result, finishedDate };
};

/** Puts the predecessor into rows that a converter wrote; written anew by it, they are linked again by the same run. */
async function linkReal({ ports, ownersOf }: EnrichUnit, previous: ReadonlyMap<string, string>): Promise<Reconciled> {
  let [written, unchanged] = [0, 0];
  const puts: Item[] = [];
  for await (const stored of rowsIn(ports, cicdDeploymentCommits, ownersOf('cicd_deployment_commits'))) {
    const { values, item } = stored;
    if (!isCollected(stored) || typeof item.body !== 'string') continue;
    const before = previous.get(values.id);
    if (values.prevSuccessDeploymentCommitId === before) {
      unchanged += 1;
      continue;
    }
    const { prevSuccessDeploymentCommitId: _, ...rest } = JSON.parse(item.body);
    const body = JSON.stringify(before === undefined ? rest : { ...rest, prevSuccessDeploymentCommitId: before });
    puts.push({ ...item, pk: String(item.pk), sk: String(item.sk), body, hash: digest(body) });
    written += 1;
    if (puts.length >= 500) await ports.domain.writeMany(puts.splice(0));
  }
  if (puts.length > 0) await ports.domain.writeMany(puts);
  return { written, unchanged, deleted: 0 };
}

async function derivedRows(unit: EnrichUnit): Promise<readonly Row[]> {
  const made: Row[] = [];
  const groups = new Map<string, Part[]>();
  for await (const part of partsOf(unit)) {
    const known = groups.get(part.id);
    if (known) known.push(part);
    else groups.set(part.id, [part]);
  }
  for (const parts of groups.values()) {
    const pipeline = parts.flatMap((part) => (part.kind === 'pipeline' ? [part.of] : []))[0];
    if (!pipeline) continue;
    const commits = parts.flatMap((part) => (part.kind === 'commit' ? [part.of] : []));
    const tasks = parts.flatMap((part) => (part.kind === 'task' ? [part.of] : []));
    made.push(...deploymentOfPipeline(pipeline, commits, tasks));
  }
  return made;
}

/** Only what belongs to pipelines that deploy: builds are many, deployments are few. */
async function* partsOf({ ports, ownersOf }: EnrichUnit): AsyncIterable<Part> {
  const deploying = new Set<string>();
  // Of the jobs of a pipeline only those count that deploy, or say where to.
  const tasks: Part[] = [];
  for await (const { values } of rowsIn(ports, cicdTasks, ownersOf('cicd_tasks')))
    if (values.pipelineId && (values.type === 'DEPLOYMENT' || values.environment)) {
      const { id, pipelineId, type, environment, result } = values;
      tasks.push({ kind: 'task', id: pipelineId, of: { id, pipelineId, type, environment, result } });
      if (type === 'DEPLOYMENT') deploying.add(pipelineId);
    }
  for await (const { values } of rowsIn(ports, cicdPipelines, ownersOf('cicd_pipelines')))
    if (values.type === 'DEPLOYMENT' || deploying.has(values.id)) {
      deploying.add(values.id);
      yield { kind: 'pipeline', id: values.id, of: values };
    }
  for await (const { values } of rowsIn(ports, cicdPipelineCommits, ownersOf('cicd_pipeline_commits')))
    if (deploying.has(values.pipelineId)) yield { kind: 'commit', id: values.pipelineId, of: values };
  for (const task of tasks) if (deploying.has(task.id)) yield task;
}
