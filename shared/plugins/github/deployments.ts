import * as z from 'zod';
import { cicdDeploymentCommits, cicdDeployments } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, isBefore, Sha, secondsBetween, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { deploymentId, repositoryId } from './ids.ts';
import { deploymentStates } from './lookups.ts';
import { resultOf, statusOf } from './run-status.ts';
import { pathOf } from './scope.ts';
import type { ScopeConfig } from './scope-config.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Deployment = z.object({
  id: Id,
  node_id: Text,
  sha: Sha,
  ref: Text,
  environment: Text,
  original_environment: Text,
  description: Text,
  created_at: Time,
  updated_at: Time.nullish(),
});

/** Deployments; how they went is told by their statuses. */
export const deployments = defineStream({
  name: 'deployments',
  incremental: 'newest',
  request: ({ scope }) => list(`${pathOf(scope)}/deployments`, { per_page: PER_PAGE }),
  raw: Deployment,
  pagination: linkHeader({ stopBefore: (deployment: z.output<typeof Deployment>) => deployment.created_at }),
  children: ({ id, created_at }, { since }) =>
    isBefore(created_at, since) ? [] : [{ stream: 'deployment_statuses', input: { deploymentId: id } }],
  extract: (deployment) => [deployment],
  key: ({ id }) => id,
  byId: ({ id }, { scope }) => one(`${pathOf(scope)}/deployments/${id}`),
  updatedAt: ({ updated_at }) => updated_at,
  lookups: [deploymentStates],
  needs: ({ id }) => [deploymentStates.key(id)],
  convert: (deployment, { connection, scope, config, find }) => {
    const id = deploymentId(connection, deployment.node_id || deployment.id);
    const repoId = repositoryId(connection, scope.id);
    // Without any status, GitHub itself shows a deployment as pending.
    const { state = 'pending', finishedAt } = find(deploymentStates, deployment.id) ?? {};
    const environment = deployment.environment ?? '';
    const values = {
      cicdScopeId: repoId,
      name: deployment.sha,
      displayTitle: deployment.description,
      url: `${scope.htmlUrl}/deployments/${encodeURIComponent(environment)}`,
      result: resultOf(state),
      status: statusOf(state),
      originalResult: state,
      originalStatus: state,
      environment: environmentOf(environment, config),
      originalEnvironment: deployment.original_environment ?? environment,
      createdDate: deployment.created_at,
      startedDate: deployment.created_at,
      finishedDate: finishedAt,
      durationSec: secondsBetween(deployment.created_at, finishedAt),
    };
    const commit = { commitSha: deployment.sha, refName: deployment.ref, repoId, repoUrl: scope.htmlUrl };
    return [
      row(cicdDeployments, { id, ...values }),
      row(cicdDeploymentCommits, { id, cicdDeploymentId: id, ...values, ...commit }),
    ];
  },
});

const environmentOf = (name: string, { envNamePattern }: ScopeConfig): string =>
  envNamePattern.matches(name) ? 'PRODUCTION' : name;
