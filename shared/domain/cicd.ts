import { bool, float, id, oneOf, table, text, time } from './table.ts';

const result = () => oneOf(['SUCCESS', 'FAILURE', 'CANCELED']);
const status = () => oneOf(['IN_PROGRESS', 'DONE', 'OTHER']);
const dates = { createdDate: time(), queuedDate: time(), startedDate: time(), finishedDate: time() };
const durations = { durationSec: float(), queuedDurationSec: float() };

/** What builds and deploys belong to: a repository, a Jenkins job. */
export const cicdScopes = table('cicd_scopes', ['id'], {
  id: id(),
  name: text(),
  description: text(),
  url: text(),
  createdDate: time(),
  updatedDate: time(),
});

/** One run of a CI pipeline. */
export const cicdPipelines = table('cicd_pipelines', ['id'], {
  id: id(),
  name: text(),
  displayTitle: text(),
  url: text(),
  result: result(),
  status: status(),
  originalStatus: text(),
  originalResult: text(),
  type: text(),
  environment: text(),
  ...durations,
  ...dates,
  cicdScopeId: text(),
  isChild: bool(),
});

/** Which commit a CI pipeline ran for. */
export const cicdPipelineCommits = table('cicd_pipeline_commits', ['pipelineId', 'commitSha'], {
  pipelineId: id(),
  commitSha: id(),
  commitMsg: text(),
  displayTitle: text(),
  url: text(),
  branch: text(),
  repoId: text(),
  repoUrl: text(),
});

/** One job of a CI pipeline. */
export const cicdTasks = table('cicd_tasks', ['id'], {
  id: id(),
  name: text(),
  pipelineId: text(),
  result: result(),
  status: status(),
  originalStatus: text(),
  originalResult: text(),
  type: text(),
  environment: text(),
  ...durations,
  ...dates,
  cicdScopeId: text(),
});

const deployment = {
  cicdScopeId: text(),
  name: text(),
  displayTitle: text(),
  url: text(),
  result: result(),
  status: status(),
  originalResult: text(),
  originalStatus: text(),
  environment: text(),
  originalEnvironment: text(),
  ...dates,
  ...durations,
  subtaskName: text(),
};

/** A release of software to an environment. */
export const cicdDeployments = table('cicd_deployments', ['id'], { id: id(), ...deployment });

/** The commit that a deployment brought to its environment. */
export const cicdDeploymentCommits = table('cicd_deployment_commits', ['id', 'commitSha'], {
  id: id(),
  commitSha: id(),
  cicdDeploymentId: text(),
  ...deployment,
  commitMsg: text(),
  refName: text(),
  repoId: text(),
  repoUrl: text(),
  prevSuccessDeploymentCommitId: text(),
});

/** A published (or drafted) version. */
export const cicdReleases = table('cicd_releases', ['id'], {
  id: id(),
  publishedAt: time(),
  cicdScopeId: text(),
  repoId: text(),
  name: text(),
  displayTitle: text(),
  description: text(),
  url: text(),
  tagName: text(),
  commitSha: text(),
  authorId: text(),
  isDraft: bool(),
  isLatest: bool(),
  isPrerelease: bool(),
});
