import { describe, expect, it } from 'vitest';
import { deploymentStatuses } from '../../../shared/plugins/github/deployment-statuses.ts';
import { convert } from './convert.ts';
import { ann, commit, deployment, release, repository, sha } from './samples.ts';

const statuses = [
  { state: 'inactive', created_at: '2020-02-03T00:00:00Z' },
  { state: 'success', created_at: '2020-01-03T00:10:00Z' },
  { state: 'in_progress', created_at: '2020-01-03T00:05:00Z' },
];
const input = { deploymentId: '700' };

describe('a deployment', () => {
  it('that was replaced since is still a success, finished when it was', async () => {
    const { of } = await convert([
      ['deployments', deployment],
      ['deployment_statuses', statuses, input],
    ]);

    expect(of('cicd_deployments')[0]).toMatchObject({
      id: 'github:GithubDeployment:1:DE_7',
      result: 'SUCCESS',
      status: 'DONE',
      finishedDate: '2020-01-03T00:10:00.000Z',
      durationSec: 600,
    });
    expect(of('cicd_deployment_commits')[0]).toMatchObject({ commitSha: sha('c'), refName: 'main' });
  });

  it('without a status is pending, and its statuses are asked for again', async () => {
    const bound = deploymentStatuses.bind({ connection: '1', scope: repository, config: {} });
    const request = { target: '/', page: 1, input };
    const again = (json: unknown) => bound.open({ request, url: '', headers: {}, json, link: () => undefined }).again();

    const { of } = await convert([['deployments', { ...deployment, node_id: undefined }]]);

    expect(of('cicd_deployments')[0]).toMatchObject({ id: 'github:GithubDeployment:1:700', status: 'IN_PROGRESS' });
    const target = '/repos/octo/hello/deployments/700/statuses?per_page=100';
    expect(again([])).toEqual([{ key: '700', request: { target, input } }]);
    expect(again(statuses)).toEqual([{ key: '700' }]);
  });

  it('is of production when its environment matches, and keeps the raw name otherwise', async () => {
    const environment = async (envNamePattern: string) =>
      (await convert([['deployments', deployment]], { envNamePattern })).of('cicd_deployments')[0];

    expect(await environment('(?i)prod(.*)')).toMatchObject({ environment: 'PRODUCTION' });
    expect(await environment('^live$')).toMatchObject({
      environment: 'Production-EU',
      originalEnvironment: 'Production-EU',
    });
  });
});

describe('a release', () => {
  it('has the commit of its tag', async () => {
    const { of } = await convert([
      ['releases', release],
      ['tags', { name: 'v1', commit: { sha: sha('c') } }],
    ]);

    expect(of('cicd_releases')[0]).toMatchObject({
      id: 'github:GithubRelease:1:RE_8',
      tagName: 'v1',
      commitSha: sha('c'),
      isPrerelease: true,
      authorId: 'github:GithubAccount:1:7',
    });
    expect(of('refs')[0]).toMatchObject({ id: 'github:GithubRepo:1:1:refs/tags/v1', refType: 'TAG' });
  });

  it('of a tag that was never made has its target, if that is a commit', async () => {
    const draft = { ...release, target_commitish: sha('d') };

    const { of } = await convert([
      ['releases', release],
      ['releases', { ...draft, id: 801 }],
    ]);

    expect(of('cicd_releases').map(({ commitSha }) => commitSha)).toEqual([undefined, sha('d')]);
  });
});

describe('a commit', () => {
  it('has its size from its own answer, its parents and its repository', async () => {
    const { of } = await convert([
      ['commits', commit],
      ['commit_details', { sha: sha('c'), stats: { additions: 4, deletions: 2 } }, { sha: sha('c') }],
    ]);

    expect(of('commits')[0]).toMatchObject({ sha: sha('c'), additions: 4, deletions: 2, authorName: 'Ann' });
    expect(of('repo_commits')).toEqual([{ repoId: 'github:GithubRepo:1:1', commitSha: sha('c') }]);
    expect(of('commit_parents')).toEqual([{ commitSha: sha('c'), parentCommitSha: sha('a') }]);
  });

  it('is by the linked account, or else by an e-mail address in lower case', async () => {
    const { of } = await convert([['commits', commit]]);

    expect(of('commits')[0]).toMatchObject({
      authorId: 'github:GithubAccount:1:7',
      committerId: 'git:GitAccount:1:bot@example.com',
    });
  });
});

describe('an account', () => {
  it('has its organisations in order, and no e-mail address unless it is public', async () => {
    const { of } = await convert([
      ['accounts', { ...ann, name: 'Ann', email: null }, { Login: 'ann' }],
      ['account_orgs', [{ login: 'one' }, { login: 'two' }], { Login: 'Ann', AccountId: 7 }],
    ]);

    expect(of('accounts')).toEqual([
      { id: 'github:GithubAccount:1:7', fullName: 'Ann', userName: 'ann', organization: 'one,two' },
    ]);
  });

  it('is left out when others are wanted', async () => {
    const { tables } = await convert([['accounts', ann]], { accountsInScope: [8] });

    expect(tables).toEqual([]);
  });
});

describe('a repository', () => {
  it('is a board and a CI/CD scope too, and knows what it was forked from', async () => {
    const { of, tables } = await convert([['repository', repository]]);

    expect(tables).toEqual(['repos', 'boards', 'board_repos', 'cicd_scopes']);
    expect(of('repos')[0]).toMatchObject({ name: 'octo/hello', forkedFrom: 'https://github.com/upstream/hello' });
    expect(of('boards')[0]?.url).toBe('https://github.com/octo/hello/issues');
  });
});
