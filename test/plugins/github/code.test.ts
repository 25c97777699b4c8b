import { describe, expect, it, test } from 'vitest';
import { github } from '../../../shared/plugins/github/plugin.ts';
import { convert } from './convert.ts';
import { commit, deployment, pull, release, repository, sha } from './samples.ts';

describe('a branch', () => {
  it('is a ref under its whole name, and the default one is said to be so', async () => {
    const { of } = await convert([
      ['branches', { name: 'main', commit: { sha: sha('c') } }],
      ['branches', { name: 'v1', commit: { sha: sha('a') } }],
      ['tags', { name: 'v1', commit: { sha: sha('c') } }],
    ]);

    expect(of('refs')).toMatchObject([
      { id: 'github:GithubRepo:1:1:refs/heads/main', isDefault: true, refType: 'BRANCH', commitSha: sha('c') },
      { name: 'refs/heads/v1', isDefault: false, refType: 'BRANCH' },
      { name: 'refs/tags/v1', isDefault: false, refType: 'TAG' },
    ]);
  });
});

describe('files that are left out', () => {
  const input = { id: '200', number: 2 };
  const files = [
    { filename: 'src/app.ts', additions: 10, deletions: 5 },
    { filename: 'dist/app.min.js', additions: 1000, deletions: 900 },
    { filename: 'go.lock', additions: 200, deletions: 100 },
    { filename: 'Makefile', additions: 1, deletions: 0 },
  ];
  const details = { id: 200, number: 2, additions: 1211, deletions: 1005 };
  const sized = async (config: unknown) => {
    const { of } = await convert(
      [
        ['pull_requests', pull],
        ['pull_request_details', details, input],
        ['pull_request_files', files, input],
      ],
      config,
    );
    return of('pull_requests').map(({ additions, deletions }) => [additions, deletions]);
  };

  it('do not count in the size of a pull request, with a dot before their extension or without', async () => {
    expect(await sized({})).toEqual([[1211, 1005]]);
    expect(await sized({ prSizeExcludedExtensions: ['.lock', 'min.js'] })).toEqual([[11, 5]]);
    expect(await sized({ prSizeExcludedExtensions: ['js'] })).toEqual([[211, 105]]);
  });

  it('are asked for only when there are some', () => {
    const ask = (config: unknown) =>
      github.streams
        ?.find(({ name }) => name === 'pull_request_files')
        ?.bind({ connection: '1', scope: repository, config })
        .first({ input, now: '2026-11-01T00:00:00.000Z' })
        .map(({ target }) => target);

    expect(ask({})).toEqual([]);
    expect(ask({ prSizeExcludedExtensions: ['lock'] })).toEqual(['/repos/octo/hello/pulls/2/files?per_page=100']);
  });
});

test('the files of a commit come with its size', async () => {
  const files = [{ filename: 'src/app.go', additions: 4, deletions: 2, status: 'modified' }];

  const { of } = await convert([
    ['commits', commit],
    ['commit_details', { sha: sha('c'), stats: { additions: 4, deletions: 2 }, files }, { sha: sha('c') }],
  ]);

  expect(of('commit_files')).toMatchObject([{ commitSha: sha('c'), filePath: 'src/app.go', additions: 4 }]);
});

describe('the latest release', () => {
  it('is the one that GitHub says, whatever came last', async () => {
    const { of } = await convert([
      ['releases', release],
      ['releases', { ...release, id: 801, node_id: 'RE_9', tag_name: 'v2' }],
      ['latest_release', release],
    ]);

    expect(of('cicd_releases').map(({ tagName, isLatest }) => [tagName, isLatest])).toEqual([
      ['v1', true],
      ['v2', false],
    ]);
  });

  it('is none in a repository without releases', () => {
    const answer = { url: '', status: 404, headers: {}, body: '{"message":"Not Found"}', at: 0 };

    expect(github.classify?.(answer, { target: '/repos/a/b/releases/latest', single: true })?.kind).toBe('empty');
    expect(github.classify?.(answer, { target: '/repos/a/b/releases', single: true })?.kind).toBe('permanent');
  });
});

describe('what GraphQL returned', () => {
  it('for a release tells its commit and whether it is the latest', async () => {
    const node = {
      id: 'RE_8',
      databaseId: 800,
      tagName: 'v1',
      tagCommit: { oid: sha('c') },
      name: 'One',
      description: 'notes',
      url: 'https://github.com/octo/hello/releases/tag/v1',
      isDraft: false,
      isLatest: true,
      isPrerelease: true,
      author: { id: 'U_7', databaseId: 7, login: 'ann' },
      createdAt: '2020-01-03T00:00:00Z',
      publishedAt: '2020-01-03T01:00:00Z',
    };

    const graph = await convert([['releases', node]]);
    const rest = await convert([
      ['releases', release],
      ['latest_release', release],
      ['tags', { name: 'v1', commit: { sha: sha('c') } }],
    ]);

    expect(graph.reasons).toEqual([]);
    expect(graph.of('cicd_releases')).toEqual(rest.of('cicd_releases'));
  });

  it.each([
    ['ACTIVE', 'SUCCESS', 'DONE', '2020-01-03T00:10:00.000Z'],
    ['FAILURE', 'FAILURE', 'DONE', '2020-01-03T00:10:00.000Z'],
    ['IN_PROGRESS', undefined, 'IN_PROGRESS', undefined],
  ])('for a deployment that is %s tells how it went', async (state, result, status, finishedDate) => {
    const node = {
      id: 'DE_7',
      databaseId: 700,
      commitOid: sha('c'),
      ref: { name: 'main' },
      environment: 'Production-EU',
      state,
      latestStatus: { state: 'SUCCESS', updatedAt: '2020-01-03T00:10:00Z' },
      createdAt: '2020-01-03T00:00:00Z',
      updatedAt: '2020-01-04T00:00:00Z',
    };

    const { of, reasons } = await convert([['deployments', node]]);

    expect(reasons).toEqual([]);
    expect(of('cicd_deployment_commits')).toMatchObject([
      { id: 'github:GithubDeployment:1:DE_7', commitSha: sha('c'), refName: 'main', status, originalStatus: state },
    ]);
    expect(of('cicd_deployments')[0]).toMatchObject({
      id: 'github:GithubDeployment:1:DE_7',
      environment: 'Production-EU',
    });
    expect([of('cicd_deployments')[0]?.result, of('cicd_deployments')[0]?.finishedDate]).toEqual([
      result,
      finishedDate,
    ]);
  });
});

test('a deployment without a status is pending', async () => {
  const { of } = await convert([['deployments', deployment]]);

  expect(of('cicd_deployments')).toMatchObject([{ status: 'IN_PROGRESS', originalStatus: 'pending' }]);
});
