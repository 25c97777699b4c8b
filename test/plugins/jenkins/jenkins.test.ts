import { describe, expect, test } from 'vitest';
import { jenkins } from '../../../shared/plugins/jenkins/plugin.ts';
import { pathOf } from '../../../shared/plugins/jenkins/scope.ts';
import { mapObjects } from '../../support/map-objects.ts';
import { build, job, multibranch, report, running, sha, stages } from './samples.ts';

const bind = (stream: string, scope: unknown = job) => {
  const found = jenkins.streams?.find(({ name }) => name === stream);
  if (!found) throw new Error(`no stream ${stream}`);
  return found.bind({ connection: '1', scope, config: {} });
};
const page = (json: unknown, target = '', since?: string, input?: unknown) => ({
  request: { target, page: 1, ...(since !== undefined && { since }), ...(input !== undefined && { input }) },
  url: '',
  headers: {},
  json,
  link: () => undefined,
});

test('every part of a path is encoded, the slash of a branch once more', () => {
  expect(pathOf('tools/many/feature%2Fa')).toBe('/job/tools/job/many/job/feature%252Fa');
});

describe('a multibranch job', () => {
  test('is asked for the builds of its branches and looked into further, but for what was never built', () => {
    const children = bind('job', multibranch).open(page(multibranch)).children();

    expect(children).toEqual([
      { stream: 'branch_builds', input: { fullName: 'tools/many/feature%2Fa', lastBuild: 3 } },
      { stream: 'branches', input: { fullName: 'tools/many/inner' } },
    ]);
  });

  test('has no builds of its own', () => {
    expect(bind('builds', multibranch).first({ now: '' })).toEqual([]);
  });
});

describe('builds', () => {
  const full = Array.from({ length: 100 }, (_, i) => ({ ...build, number: 500 - i, timestamp: build.timestamp - i }));
  const [first] = bind('builds').first({ now: '' });
  const rangeOf = (target = '') => new URLSearchParams(target.split('?')[1]).get('tree')?.match(/\{.*\}$/)?.[0];

  test('are read in ranges that overlap, because new ones push the others down', () => {
    const [next] = bind('builds')
      .open(page({ allBuilds: full }, first?.target))
      .following();

    expect(rangeOf(first?.target)).toBe('{0,100}');
    expect(rangeOf(next?.target)).toBe('{90,190}');
  });

  test('end with a range that is not full', () => {
    expect(
      bind('builds')
        .open(page({ allBuilds: full.slice(1) }, first?.target))
        .following(),
    ).toEqual([]);
  });

  test('end when all of a range is older than the cursor', () => {
    const since = new Date(build.timestamp + 1).toISOString();

    expect(
      bind('builds')
        .open(page({ allBuilds: full }, first?.target, since))
        .following(),
    ).toEqual([]);
  });

  test('that are running are asked for again until they are not', () => {
    const again = bind('builds')
      .open(page({ allBuilds: [running, build] }, first?.target))
      .again();

    expect(again[0]?.request?.target).toMatch(/^\/job\/tools\/job\/app\/12\/api\/json\?/);
    expect(again[1]).toEqual({ key: 'tools/app#11' });
  });

  test('of a job that is no pipeline are not asked for stages', () => {
    const freestyle = { ...build, _class: 'hudson.model.FreeStyleBuild' };

    expect(
      bind('builds')
        .open(page({ allBuilds: [freestyle] }))
        .children(),
    ).toEqual([]);
    expect(
      bind('builds')
        .open(page({ allBuilds: [build] }))
        .children(),
    ).toHaveLength(1);
  });
});

const convert = (given: Parameters<typeof mapObjects>[2], config: unknown = {}, scope: unknown = job) =>
  mapObjects(jenkins, scope, given, { config });
const tested = { ...build, actions: [{ urlName: 'testReport', totalCount: 3, failCount: 1 }] };
const reported = { fullName: 'tools/app', number: 11, failed: 1, timestamp: build.timestamp };

describe('tests', () => {
  test('are asked for where a build reports some, and all have not passed', () => {
    const children = bind('builds')
      .open(page({ allBuilds: [tested, build] }))
      .children();
    const asked = (config: unknown, failed: number) =>
      jenkins.streams
        ?.find(({ name }) => name === 'test_reports')
        ?.bind({ connection: '1', scope: job, config })
        .first({ now: '', input: { ...reported, failed } }).length;

    expect(children.filter(({ stream }) => stream === 'test_reports')).toEqual([
      { stream: 'test_reports', input: reported },
    ]);
    expect([asked({}, 1), asked({}, 0), asked({ testReports: 'all' }, 0), asked({ testReports: 'none' }, 1)]).toEqual([
      1, 0, 1, 0,
    ]);
  });

  test('that failed are kept, or all, with their status', async () => {
    const failed = await convert([['test_reports', report, reported]]);
    const all = await convert([['test_reports', report, reported]], { testReports: 'all' });

    expect(failed.of('qa_test_case_executions')).toMatchObject([
      { qaTestCaseId: 'jenkins:JenkinsTest:1:tools/app:app.Login.fails', status: 'FAILED' },
    ]);
    expect(all.of('qa_test_case_executions').map(({ status, isInvalid }) => [status, isInvalid])).toEqual([
      ['SUCCESS', false],
      ['FAILED', false],
      [undefined, true],
    ]);
    expect(all.of('qa_test_cases')).toHaveLength(3);
    expect(all.of('qa_projects')).toMatchObject([{ id: 'jenkins:JenkinsJob:1:tools/app' }]);
  });

  test('of a build that has no report are none', () => {
    const answer = { url: '', status: 404, headers: {}, body: '', at: 0 };

    expect(jenkins.classify?.(answer, { target: '/job/a/1/testReport/api/json' })?.kind).toBe('empty');
  });
});

test('stages are asked for once a build, and again when it has ended', () => {
  const once = jenkins.streams?.find(({ name }) => name === 'stages')?.once;
  const inputs = bind('builds')
    .open(page({ allBuilds: [running, { ...running, building: false, result: 'SUCCESS' }] }))
    .children()
    .map(({ input }) => once?.key(input));

  expect(inputs).toEqual(['tools/app#12:', 'tools/app#12:SUCCESS']);
});

test.each([
  ['SUCCESS', 'SUCCESS', {}],
  ['FAILURE', 'FAILURE', {}],
  ['ABORTED', 'CANCELED', {}],
  ['UNSTABLE', undefined, {}],
  ['UNSTABLE', 'FAILURE', { unstableAs: 'FAILURE' }],
  ['NOT_BUILT', undefined, {}],
])('a build that ended %s has the result %s', async (result, expected, config) => {
  const { of } = await convert([['builds', { ...build, result }]], config);

  expect(of('cicd_pipelines')).toMatchObject([{ status: 'DONE', originalResult: result }]);
  expect(of('cicd_pipelines')[0]?.result).toBe(expected);
});

test('a build that is running has neither a result nor an end, though its duration is told as 0', async () => {
  const { of } = await convert([['builds', running]]);

  expect(of('cicd_pipelines')).toMatchObject([{ status: 'IN_PROGRESS', originalStatus: 'true' }]);
  expect([of('cicd_pipelines')[0]?.result, of('cicd_pipelines')[0]?.finishedDate]).toEqual([undefined, undefined]);
});

test('a stage has its own result, and milliseconds', async () => {
  const of11 = { fullName: 'tools/app', number: 11 };

  const { of } = await convert([['builds', build], ...stages.stages.map((stage) => ['stages', stage, of11] as const)]);

  expect(of('cicd_tasks').map(({ name, result, durationSec }) => [name, result, durationSec])).toEqual([
    ['build', 'SUCCESS', 20.5],
    ['deploy', 'FAILURE', 8],
  ]);
});

test('every commit that was checked out is one, the repository and its library', async () => {
  const { of } = await convert([['builds', build]]);

  expect(of('cicd_pipeline_commits').map(({ commitSha, repoUrl }) => [commitSha, repoUrl])).toEqual(
    expect.arrayContaining([
      [sha('a'), 'https://git.example.com/app.git'],
      [sha('b'), 'https://git.example.com/library.git'],
    ]),
  );
});

test('builds of a branch belong to the multibranch job, whichever stream they are recorded under', async () => {
  const branch = { ...build, fullDisplayName: 'tools » many » feature/a #11' };
  const recorded = { kind: 'job', fullName: 'tools/many', class: multibranch._class };
  const id = 'jenkins:JenkinsBuild:1:tools/many/feature%2Fa#11';

  const asRecorded = await convert([['builds', branch]], {}, recorded);
  const asOurs = await convert(
    [['branch_builds', branch, { fullName: 'tools/many/feature%2Fa', lastBuild: 11 }]],
    {},
    multibranch,
  );

  for (const { of } of [asRecorded, asOurs])
    expect(of('cicd_pipelines')).toMatchObject([{ id, cicdScopeId: 'jenkins:JenkinsJob:1:tools/many' }]);
});

test('jobs below a folder can be chosen', async () => {
  const given = [['branch_builds', build, { fullName: 'tools/many/wip', lastBuild: 11 }]] as const;

  expect((await convert(given, { jobExclude: 'wip$' }, multibranch)).of('cicd_pipelines')).toEqual([]);
  expect((await convert(given, { jobInclude: 'main$' }, multibranch)).of('cicd_pipelines')).toEqual([]);
});
