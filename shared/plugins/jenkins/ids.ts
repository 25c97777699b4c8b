const idOf =
  (entity: string) =>
  (connection: string, name: string): string =>
    `jenkins:${entity}:${connection}:${name}`;

/** Of a job by its full name; its builds belong to it. */
export const jobId = idOf('JenkinsJob');
/** Of a build: `folder/job#12`. */
export const buildId = idOf('JenkinsBuild');
/** Of a test: `folder/job:class.test`. */
export const testId = idOf('JenkinsTest');
/** Of a stage: `folder/job#12:6`. */
export const stageId = idOf('JenkinsStage');
