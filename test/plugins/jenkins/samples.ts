import type { Samples } from '../../support/plugin-conformance.ts';

/** A hash of 40 equal digits. */
export const sha = (digit: string): string => digit.repeat(40);

/** A pipeline job in a folder, as the API answers. */
export const job = {
  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
  fullName: 'tools/app',
  url: 'https://ci.example.com/job/tools/job/app/',
  color: 'blue',
  description: 'builds the app',
  lastBuild: { number: 12 },
};

/** A multibranch job with a branch whose name holds a slash, and one that was never built. */
export const multibranch = {
  _class: 'org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject',
  fullName: 'tools/many',
  url: 'https://ci.example.com/job/tools/job/many/',
  jobs: [
    { fullName: 'tools/many/feature%2Fa', color: 'blue', lastBuild: { number: 3 } },
    { fullName: 'tools/many/new', color: 'notbuilt', lastBuild: null },
    { fullName: 'tools/many/inner', jobs: [{ name: 'deep' }] },
  ],
};

/** A finished build that checked out a library beside the repository. */
export const build = {
  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
  number: 11,
  timestamp: 1_711_270_000_123,
  duration: 30_086,
  building: false,
  result: 'SUCCESS',
  url: 'https://ci.example.com/job/tools/job/app/11/',
  fullDisplayName: 'tools » app #11',
  actions: [
    {},
    null,
    {
      lastBuiltRevision: { SHA1: sha('a'), branch: [{ name: 'refs/remotes/origin/main' }] },
      remoteUrls: ['https://git.example.com/app.git'],
    },
    {
      lastBuiltRevision: { SHA1: sha('b'), branch: [{ name: 'main' }] },
      remoteUrls: ['https://git.example.com/library.git'],
    },
  ],
};

/** The same job's next build, which is still running. */
export const running = {
  ...build,
  number: 12,
  timestamp: 1_711_277_511_000,
  duration: 0,
  building: true,
  result: null,
};

/** The stages of the finished build. */
export const stages = {
  stages: [
    { id: '6', name: 'build', status: 'SUCCESS', startTimeMillis: 1_711_270_001_000, durationMillis: 20_500 },
    { id: '9', name: 'deploy', status: 'FAILED', startTimeMillis: 1_711_270_021_500, durationMillis: 8_000 },
  ],
};

/** The tests of that build. */
export const report = {
  suites: [
    {
      cases: [
        { className: 'app.Login', name: 'works', status: 'PASSED' },
        { className: 'app.Login', name: 'fails', status: 'REGRESSION' },
        { className: 'app.Login', name: 'waits', status: 'SKIPPED' },
      ],
    },
  ],
};

/** A good page of every stream. */
export const samples: Samples = {
  scope: job,
  config: { deploymentPattern: 'deploy', productionPattern: 'prod' },
  pages: {
    job: { body: job },
    branches: { body: multibranch, input: { fullName: 'tools/many' } },
    builds: { body: { allBuilds: [running, build] } },
    branch_builds: { body: { allBuilds: [build] }, input: { fullName: 'tools/many/feature%2Fa', lastBuild: 11 } },
    stages: { body: stages, input: { fullName: 'tools/app', number: 11 } },
    test_reports: { body: report, input: { fullName: 'tools/app', number: 11, failed: 1, timestamp: build.timestamp } },
  },
};
