import {
  cicdDeploymentCommits,
  cicdDeployments,
  type cicdPipelineCommits,
  type cicdPipelines,
  type cicdTasks,
} from '../domain/cicd.ts';
import { type Row, row } from '../domain/table.ts';
import { type Given, instantOf } from './given.ts';

type Pipeline = Given<typeof cicdPipelines>;
type Task = Given<typeof cicdTasks>;

const ENVIRONMENTS = ['PRODUCTION', 'STAGING', 'TESTING'] as const;

const hasEnded = ({ result }: { readonly result?: string | null | undefined }): boolean =>
  result === 'SUCCESS' || result === 'FAILURE';
const isDeployment = ({ type }: { readonly type?: string | null | undefined }): boolean => type === 'DEPLOYMENT';

/**
 * The deployment that a CI pipeline was: it or one of its tasks is of type DEPLOYMENT and succeeded or failed; a canceled
 * one is none. It has the pipeline's id, and a row for each commit and repository.
 */
export function deploymentOfPipeline(
  pipeline: Pipeline,
  commits: readonly Given<typeof cicdPipelineCommits>[],
  tasks: readonly Task[],
): readonly Row[] {
  if (!hasEnded(pipeline)) return [];
  if (!isDeployment(pipeline) && !tasks.some((task) => isDeployment(task) && hasEnded(task))) return [];
  const { id } = pipeline;
  const environment =
    pipeline.environment || ENVIRONMENTS.find((name) => tasks.some((task) => task.environment === name));
  const shared = {
    cicdScopeId: pipeline.cicdScopeId,
    name: pipeline.name,
    displayTitle: pipeline.displayTitle,
    url: pipeline.url,
    result: pipeline.result,
    status: pipeline.status,
    originalResult: pipeline.originalResult,
    originalStatus: pipeline.originalStatus,
    environment,
    originalEnvironment: pipeline.environment,
    createdDate: pipeline.createdDate,
    queuedDate: pipeline.queuedDate,
    startedDate: startOf(pipeline),
    finishedDate: pipeline.finishedDate,
    durationSec: pipeline.durationSec,
    queuedDurationSec: pipeline.queuedDurationSec,
  };
  return [
    row(cicdDeployments, { id, ...shared }),
    ...commits.map(({ commitSha, commitMsg, displayTitle, url, branch, repoId, repoUrl }) =>
      row(cicdDeploymentCommits, {
        id: `${id}:${repoUrl ?? ''}`,
        commitSha,
        cicdDeploymentId: id,
        ...shared,
        displayTitle: displayTitle || shared.displayTitle,
        url: url || shared.url,
        commitMsg,
        refName: branch,
        repoId,
        repoUrl,
      }),
    ),
  ];
}

/** When it began; where that is not told, its duration before its end. */
function startOf({ startedDate, finishedDate, durationSec }: Pipeline): string | undefined {
  if (startedDate) return startedDate;
  const finished = instantOf(finishedDate);
  if (finished === undefined) return undefined;
  return new Date(finished - (durationSec ?? 0) * 1000).toISOString();
}
