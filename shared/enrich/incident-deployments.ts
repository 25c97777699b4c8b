import { projectIncidentDeploymentRelationships } from '../domain/crossdomain.ts';
import { type Row, row } from '../domain/table.ts';
import type { incidents } from '../domain/ticket.ts';
import { compareIds, type Given, instantOf } from './given.ts';
import type { DeploymentCommit } from './previous-success.ts';

interface Finished {
  readonly at: number;
  readonly deployment: string;
}

/** The production deployments of a product by the time at which they finished. */
export const productionDeployments = (deployments: readonly DeploymentCommit[]): readonly Finished[] =>
  deployments
    .flatMap(({ id, cicdDeploymentId, result, environment, finishedDate }) => {
      const at = instantOf(finishedDate);
      if (result !== 'SUCCESS' || environment !== 'PRODUCTION' || at === undefined) return [];
      return [{ at, deployment: cicdDeploymentId || id }];
    })
    .sort((a, b) => a.at - b.at || compareIds(a.deployment, b.deployment));

/**
 * The deployment that an incident is put down to: the last one to production that had finished before the incident was
 * created. One from before the first deployment has none.
 */
export function incidentDeployment(
  projectName: string,
  incident: Given<typeof incidents>,
  production: readonly Finished[],
): Row | undefined {
  const created = instantOf(incident.createdDate);
  if (created === undefined) return undefined;
  let [low, high] = [0, production.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((production[middle]?.at ?? 0) < created) low = middle + 1;
    else high = middle;
  }
  const last = production[low - 1];
  if (!last) return undefined;
  return row(projectIncidentDeploymentRelationships, { id: incident.id, projectName, deploymentId: last.deployment });
}
