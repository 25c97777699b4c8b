import * as z from 'zod';
import { cicdDeploymentCommits, cicdDeployments } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { Seconds } from './fields.ts';
import { deploymentId, projectId } from './ids.ts';
import { byIdThenUpdate } from './paging.ts';
import { pathOf } from './scope.ts';
import { deploymentStatusOf, isUnfinished, resultOf } from './status.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Deployable = z.object({
  name: Text,
  created_at: Time.nullish(),
  started_at: Time.nullish(),
  finished_at: Time.nullish(),
  duration: Seconds,
  queued_duration: Seconds,
  commit: z.object({ title: Text }).nullish(),
});
const Deployment = z.object({
  id: Id,
  ref: Text,
  sha: Sha,
  status: Text,
  environment: z.object({ name: z.string() }).nullish(),
  deployable: Deployable.nullish(),
  created_at: Time,
  updated_at: Time.nullish(),
});
type Deployment = z.output<typeof Deployment>;

/** Deployments with the commit that they brought. */
export const deployments = defineStream({
  name: 'deployments',
  incremental: 'since',
  // With a filter on updates, any other order is refused with 400.
  request: ({ scope, since }) =>
    list(`${pathOf(scope)}/deployments`, {
      order_by: since === undefined ? 'id' : 'updated_at',
      sort: 'asc',
      per_page: PER_PAGE,
      updated_after: since,
    }),
  raw: Deployment,
  pagination: byIdThenUpdate<Deployment>(),
  // What changes comes by itself into the list of what was updated, but for servers that know no such time.
  unfinished: ({ id, status, updated_at }, { scope }) =>
    !updated_at && isUnfinished(status) && one(`${pathOf(scope)}/deployments/${encodeURIComponent(id)}`),
  extract: (deployment) => [deployment],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (deployment, { connection, scope, config }) => {
    const id = deploymentId(connection, scope.id, deployment.id);
    const repoId = projectId(connection, scope.id);
    const { deployable, status } = deployment;
    const environment = deployment.environment?.name ?? '';
    const values = {
      cicdScopeId: repoId,
      name: `${deployable?.name ?? ''}:${deployment.id}`,
      displayTitle: deployable?.commit?.title,
      url: scope.webUrl ? `${scope.webUrl}/environments` : undefined,
      result: resultOf(status),
      status: deploymentStatusOf(status),
      originalStatus: status,
      environment: config.envNamePattern.matches(environment) ? 'PRODUCTION' : environment,
      originalEnvironment: environment,
      createdDate: deployable?.created_at ?? deployment.created_at,
      startedDate: deployable ? deployable.started_at : deployment.created_at,
      finishedDate: deployable ? deployable.finished_at : finishOf(deployment),
      durationSec: deployable?.duration,
      queuedDurationSec: deployable?.queued_duration,
    };
    return [
      row(cicdDeployments, { id, ...values }),
      row(cicdDeploymentCommits, {
        id,
        commitSha: deployment.sha,
        cicdDeploymentId: id,
        ...values,
        refName: deployment.ref,
        repoId,
        repoUrl: scope.webUrl,
      }),
    ];
  },
});

/** A deployment that no job made tells its end only by its last change. */
const finishOf = ({ status, updated_at, created_at }: Deployment) =>
  deploymentStatusOf(status) === 'DONE' ? (updated_at ?? created_at) : undefined;
