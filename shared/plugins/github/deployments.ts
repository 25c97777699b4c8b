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

const State = z.object({ state: Text, updatedAt: Time.nullish(), createdAt: Time.nullish() });
/** The same deployment as GraphQL names it, which tells its last status, too. */
const Node = z
  .object({
    id: z.string(),
    databaseId: Id.nullish(),
    commitOid: Sha,
    ref: z.object({ name: Text }).nullish(),
    environment: Text,
    latestEnvironment: Text,
    originalEnvironment: Text,
    description: Text,
    state: Text,
    latestStatus: State.nullish(),
    createdAt: Time,
    updatedAt: Time.nullish(),
  })
  .transform(({ id: node_id, databaseId, latestStatus, state, ref, ...node }) => ({
    id: databaseId ?? node_id,
    node_id,
    sha: node.commitOid,
    ref: ref?.name,
    environment: node.environment,
    original_environment: node.originalEnvironment,
    description: node.description,
    created_at: node.createdAt,
    updated_at: node.updatedAt,
    told: toldBy(state ?? latestStatus?.state, latestStatus?.updatedAt ?? node.updatedAt),
  }));

/** The state that an answer itself tells; what is not final has no end. */
function toldBy(state: string | null | undefined, at: string | null | undefined) {
  if (!state) return undefined;
  return { state, finishedAt: statusOf(state) === 'DONE' ? (at ?? undefined) : undefined };
}

/** Without any status, GitHub itself shows a deployment as pending. */
const NO_STATUS = { state: 'pending', finishedAt: undefined } as const;

/** Deployments; how they went is told by their statuses. */
export const deployments = defineStream({
  name: 'deployments',
  incremental: 'newest',
  request: ({ scope }) => list(`${pathOf(scope)}/deployments`, { per_page: PER_PAGE }),
  raw: z.union([Deployment.transform((deployment) => ({ ...deployment, told: undefined })), Node]),
  pagination: linkHeader({ stopBefore: (deployment: { readonly created_at: string }) => deployment.created_at }),
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
    const { state, finishedAt } = deployment.told ?? find(deploymentStates, deployment.id) ?? NO_STATUS;
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
