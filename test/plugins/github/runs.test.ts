import { describe, expect, it } from 'vitest';
import { resultOf, statusOf } from '../../../shared/plugins/github/run-status.ts';
import { createdWindow } from '../../../shared/plugins/github/run-windows.ts';
import { workflowRuns } from '../../../shared/plugins/github/workflow-runs.ts';
import { convert } from './convert.ts';
import { job, repository, run } from './samples.ts';

describe('the status of a run or a job', () => {
  it.each(['queued', 'in_progress', 'waiting', 'pending', 'requested', 'REQUESTED'])('%s goes on', (status) => {
    expect(statusOf(status)).toBe('IN_PROGRESS');
  });

  it.each(['completed', 'success', 'skipped', 'neutral', 'stale', 'action_required'])('%s is done', (status) => {
    expect(statusOf(status)).toBe('DONE');
  });

  it('is OTHER when it is a word that nobody knows', () => {
    expect(statusOf('resting')).toBe('OTHER');
  });

  it.each([
    ['success', 'SUCCESS'],
    ['active', 'SUCCESS'],
    ['inactive', 'SUCCESS'],
    ['failure', 'FAILURE'],
    ['timed_out', 'FAILURE'],
    ['startup_failure', 'FAILURE'],
    ['error', 'FAILURE'],
    ['CANCELLED', 'CANCELED'],
    ['skipped', ''],
    ['neutral', ''],
    [null, ''],
  ])('of conclusion %s is the result "%s"', (conclusion, result) => {
    expect(resultOf(conclusion)).toBe(result);
  });
});

describe('a workflow run', () => {
  it('becomes a CI pipeline and the commit that it ran for', async () => {
    const { of } = await convert([['workflow_runs', run]]);

    expect(of('cicd_pipelines')[0]).toMatchObject({
      id: 'github:GithubRun:1:1:500',
      result: 'SUCCESS',
      status: 'DONE',
      environment: 'PRODUCTION',
      durationSec: 60,
      finishedDate: '2020-01-03T00:01:05.000Z',
      cicdScopeId: 'github:GithubRepo:1:1',
    });
    expect(of('cicd_pipeline_commits')[0]).toMatchObject({ branch: 'main', repoUrl: repository.html_url });
  });

  it('that goes on has no end, and is asked for again until it has', async () => {
    const bound = workflowRuns.bind({ connection: '1', scope: repository, config: {} });
    const again = (json: unknown) =>
      bound.open({ request: { target: '/', page: 1 }, url: '', headers: {}, json, link: () => undefined }).again();
    const running = { ...run, status: 'in_progress', conclusion: null };

    const { of } = await convert([['workflow_runs', running]]);

    expect(of('cicd_pipelines')[0]).not.toHaveProperty('finishedDate');
    const request = { target: '/repos/octo/hello/actions/runs/500', single: true };
    expect(again({ total_count: 1, workflow_runs: [running] })).toEqual([{ key: '500', request }]);
    expect(again(run)).toEqual([{ key: '500' }]);
  });

  it('is of production when its name or its branch says so, once a pattern is given', async () => {
    const environment = async (productionPattern: string) =>
      (await convert([['workflow_runs', run]], { productionPattern })).of('cicd_pipelines')[0]?.environment;

    expect(await environment('^main$')).toBe('PRODUCTION');
    expect(await environment('^Tests$')).toBe('PRODUCTION');
    expect(await environment('other')).toBeUndefined();
  });
});

describe('windows of creation times', () => {
  it('begin with the repository and end with the month', () => {
    const window = createdWindow('2019-05-19T01:13:38.500Z', '2026-12-21T10:00:00Z');

    expect(window).toBe('2019-05-19T01:13:38Z..2027-01-01T00:00:00Z');
  });

  it('are halved while they hold more than GitHub names', () => {
    const bound = workflowRuns.bind({ connection: '1', scope: repository, config: {} });
    const [request] = bound.first({ now: '2020-02-01T00:00:00Z' });
    const page = (total: number) => {
      const json = { total_count: total, workflow_runs: [] };
      return request ? bound.open({ request, url: '', headers: {}, json, link: () => undefined }).following() : [];
    };

    expect(page(1000)).toEqual([]);
    const windows = page(1001).map(({ target }) => new URLSearchParams(target.split('?')[1]).get('created'));
    expect(windows).toEqual([
      '2020-01-01T00:00:00Z..2020-01-31T00:00:00Z',
      '2020-01-31T00:00:01Z..2020-03-01T00:00:00Z',
    ]);
  });
});

describe('a job', () => {
  it('becomes a task of its run, with its words in capitals', async () => {
    const { of } = await convert([['workflow_jobs', job, { ID: 500 }]], { deploymentPattern: '^deploy' });

    expect(of('cicd_tasks')).toEqual([
      {
        id: 'github:GithubJob:1:500:510',
        name: 'deploy',
        pipelineId: 'github:GithubRun:1:1:500',
        result: 'FAILURE',
        status: 'DONE',
        originalStatus: 'COMPLETED',
        originalResult: 'FAILURE',
        type: 'DEPLOYMENT',
        environment: 'PRODUCTION',
        durationSec: 30,
        createdDate: '2020-01-03T00:00:10.000Z',
        startedDate: '2020-01-03T00:00:10.000Z',
        finishedDate: '2020-01-03T00:00:40.000Z',
        cicdScopeId: 'github:GithubRepo:1:1',
      },
    ]);
  });

  it('that was not started yet waits', async () => {
    const queued = { ...job, status: 'queued', conclusion: null, started_at: null, completed_at: null };

    const { of } = await convert([['workflow_jobs', queued, { ID: 500 }]]);

    expect(of('cicd_tasks')[0]).toMatchObject({ status: 'IN_PROGRESS', originalStatus: 'QUEUED' });
  });
});
