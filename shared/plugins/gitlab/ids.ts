import type { Person } from './fields.ts';

const idOf =
  (entity: string) =>
  (connection: string, ...parts: readonly string[]): string =>
    ['gitlab', entity, connection, ...parts].join(':');

/** Of a project, its board and its CI/CD scope, which share one. */
export const projectId = idOf('GitlabProject');
export const issueId = idOf('GitlabIssue');
/** Of a comment on an issue. */
export const issueNoteId = idOf('GitlabIssueNote');
/** Of a change of an issue: kind of event, event. */
export const eventId = idOf('GitlabStateEvent');
/** Of a milestone, of the project or of a group above it. */
export const milestoneId = idOf('GitlabMilestone');
/** Of an iteration, of a group above the project. */
export const iterationId = idOf('GitlabIteration');
export const mergeRequestId = idOf('GitlabMergeRequest');
/** Of a comment on a merge request. */
export const mergeRequestNoteId = idOf('GitlabMrComment');
export const accountId = idOf('GitlabAccount');
export const pipelineId = idOf('GitlabPipeline');
export const jobId = idOf('GitlabJob');
/** Of a deployment: project, deployment. */
export const deploymentId = idOf('GitlabDeployment');
/** Of a release: project, tag. */
export const releaseId = idOf('GitlabRelease');

/** Of somebody who is mentioned; absent when nobody is. */
export const personId = (connection: string, person: Person | null | undefined): string | undefined =>
  person ? accountId(connection, person.id) : undefined;
