import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRow } from '../../shared/domain/record.ts';
import { commitsDiff } from '../../shared/enrich/commits-diff.ts';
import { deploymentOfPipeline } from '../../shared/enrich/deployments-of-pipelines.ts';
import { componentRepos, deploymentOfIncident } from '../../shared/enrich/incident-deployments.ts';
import { comparableUrl, type DeploymentCommit, previousSuccesses } from '../../shared/enrich/previous-success.ts';
import { deployedCommits, pullRequestMetrics } from '../../shared/enrich/pull-request-metrics.ts';

const deployed = (id: string, commitSha: string, finishedDate: string, more: Partial<DeploymentCommit> = {}) => ({
  id,
  commitSha,
  result: 'SUCCESS' as const,
  environment: 'PRODUCTION',
  cicdScopeId: 'app',
  repoUrl: 'https://git.example/acme/app',
  cicdDeploymentId: `d-${id}`,
  finishedDate,
  ...more,
});

describe('a deployment of a pipeline', () => {
  const pipeline = {
    id: 'p',
    result: 'SUCCESS' as const,
    durationSec: 90,
    finishedDate: '2026-01-02T10:01:30.000Z',
    cicdScopeId: 'app',
  };
  const commits = [{ pipelineId: 'p', commitSha: 'c1', repoUrl: 'https://git.example/acme/app', branch: 'main' }];
  const deploys = { id: 't', result: 'FAILURE' as const, type: 'DEPLOYMENT', environment: 'STAGING' };

  it('has the id of the pipeline, the environment of its tasks, and began its duration before its end', () => {
    const rows = deploymentOfPipeline(pipeline, commits, [deploys]);

    expect(rows.map(({ table }) => table)).toEqual(['cicd_deployments', 'cicd_deployment_commits']);
    expect(rows.map(checkRow).every((checked) => !('refused' in checked))).toBe(true);
    expect(rows[1]?.values).toMatchObject({
      id: 'p:https://git.example/acme/app',
      cicdDeploymentId: 'p',
      commitSha: 'c1',
      environment: 'STAGING',
      startedDate: '2026-01-02T10:00:00.000Z',
      refName: 'main',
    });
  });

  it('is none without a task or a type that deploys, and none when it was canceled', () => {
    expect(deploymentOfPipeline(pipeline, commits, [{ id: 't', result: 'SUCCESS', type: '' }])).toEqual([]);
    expect(deploymentOfPipeline(pipeline, commits, [{ ...deploys, result: 'CANCELED' }])).toEqual([]);
    expect(deploymentOfPipeline({ ...pipeline, type: 'DEPLOYMENT', result: 'CANCELED' }, commits, [])).toEqual([]);
  });
});

describe('the previous success', () => {
  it('is the one that finished before in the same scope, repository and environment', () => {
    const rows = [
      deployed('3', 'c3', '2026-01-03T00:00:00.000Z', { repoUrl: 'git@git.example:acme/app.git' }),
      deployed('1', 'c1', '2026-01-01T00:00:00.000Z'),
      deployed('2', 'c2', '2026-01-02T00:00:00.000Z', { result: 'FAILURE' }),
      deployed('4', 'c4', '2026-01-04T00:00:00.000Z', { environment: 'STAGING' }),
      deployed('5', 'c5', '2026-01-05T00:00:00.000Z', { cicdScopeId: 'other' }),
      deployed('6', 'c6', '2026-01-06T00:00:00.000Z'),
    ];

    expect([...previousSuccesses(rows)]).toEqual([
      ['3', '1'],
      ['6', '3'],
    ]);
    expect(previousSuccesses(rows.toReversed())).toEqual(previousSuccesses(rows));
  });

  it.each([
    ['https://user@Git.Example/acme/app.git/', 'git.example/acme/app'],
    ['git@git.example:acme/app.git', 'git.example/acme/app'],
    ['ssh://git@git.example:2222/acme/app', 'git.example:2222/acme/app'],
    ['REPO111', 'repo111'],
  ])('%s is compared as %s', (url, compared) => {
    expect(comparableUrl(url)).toBe(compared);
  });
});

describe('the commits between two deployments', () => {
  // 1 ← 2 ← 3 ← 5, and 2 ← 4 ← 5: five merges the branch of four.
  const graph = new Map([
    ['2', ['1']],
    ['3', ['2']],
    ['4', ['2']],
    ['5', ['3', '4']],
  ]);

  it('are those that the new one reaches and the old one does not, numbered as found', () => {
    const shas = commitsDiff(graph, '5', '2').map(({ values }) => [values.commitSha, values.sortingIndex]);

    expect(shas).toEqual([
      ['5', 1],
      ['3', 2],
      ['4', 3],
    ]);
  });

  it('are none for a rollback and for the same commit again', () => {
    expect(commitsDiff(graph, '2', '5')).toEqual([]);
    expect(commitsDiff(graph, '5', '5')).toEqual([]);
  });

  it('are what reaching from both says, in any graph', () => {
    const parents = fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 2 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(parents, fc.nat(), fc.nat(), (drawn, a, b) => {
        const shas = new Map(drawn.map((of, i) => [String(i), of.filter((parent) => parent < i).map(String)] as const));
        const reach = (from: string): readonly string[] => [from, ...(shas.get(from) ?? []).flatMap(reach)];
        const [newest, oldest] = [String(a % drawn.length), String(b % drawn.length)];

        const found = commitsDiff(shas, newest, oldest).map(({ values }) => String(values.commitSha));

        const wanted = new Set(reach(newest).filter((sha) => !reach(oldest).includes(sha)));
        expect([...found].sort()).toEqual([...wanted].sort());
      }),
    );
  });
});

describe('the parts of a cycle', () => {
  // The worked example of contracts/metrics.md: Monday is 5 January 2026.
  const pr = {
    id: 'pr',
    authorId: 'ann',
    createdDate: '2026-01-05T10:00:00.000Z',
    mergedDate: '2026-01-05T15:00:00.000Z',
    mergeCommitSha: 'm',
  };
  const commits = [
    { pullRequestId: 'pr', commitSha: 'b', commitAuthoredDate: '2026-01-05T09:00:00.000Z' },
    { pullRequestId: 'pr', commitSha: 'a', commitAuthoredDate: '2026-01-05T08:30:00.000Z' },
  ];
  const comments = [
    { id: '1', pullRequestId: 'pr', accountId: 'ann', createdDate: '2026-01-05T10:05:00.000Z' },
    { id: '2', pullRequestId: 'pr', accountId: 'bob', createdDate: '2026-01-05T11:15:20.000Z' },
  ];
  const deployments = [
    deployed('old', 'o', '2026-01-04T09:00:00.000Z'),
    deployed('new', 'm', '2026-01-06T09:00:00.000Z', { prevSuccessDeploymentCommitId: 'old' }),
  ];
  const diffs = [{ newCommitSha: 'm', oldCommitSha: 'o', commitSha: 'm', sortingIndex: 1 }];

  it('are those of the worked example', () => {
    const made = pullRequestMetrics('P', pr, { commits, comments, deployed: deployedCommits(deployments, diffs) });

    expect(made?.values).toMatchObject({
      firstCommitSha: 'a',
      prCodingTime: 90,
      firstReviewId: '2',
      prPickupTime: 76,
      prReviewTime: 225,
      deploymentCommitId: 'new',
      prDeployTime: 1080,
      prCycleTime: 1470,
    });
  });

  it('are none that would be negative, and the link to the deployment stays', () => {
    const late = { ...pr, mergedDate: '2026-01-07T00:00:00.000Z' };
    const made = pullRequestMetrics('P', late, { commits, comments, deployed: deployedCommits(deployments, diffs) });

    expect(made?.values).toMatchObject({ prDeployTime: undefined, deploymentCommitId: 'new' });
  });

  it('are counted for merged ones only', () => {
    const open = { ...pr, mergedDate: undefined };

    expect(pullRequestMetrics('P', open, { commits, comments, deployed: new Map() })).toBeUndefined();
  });

  it('name, of several deployments that brought the merge, the one that started first', () => {
    const twice = [
      ...deployments,
      deployed('eu', 'm', '2026-01-06T08:00:00.000Z', {
        prevSuccessDeploymentCommitId: 'old',
        startedDate: '2026-01-06T07:00:00.000Z',
      }),
    ];

    expect(deployedCommits(twice, diffs).get('m')?.id).toBe('eu');
    expect(deployedCommits(twice.toReversed(), diffs).get('m')?.id).toBe('eu');
  });
});

describe('the deployment of an incident', () => {
  const shop = { repoUrl: 'https://git.example/acme/shop', repoId: 'github:GithubRepo:1:7' };
  const production = [
    deployed('2', 'c2', '2026-01-03T00:00:00.000Z'),
    deployed('1', 'c1', '2026-01-01T00:00:00.000Z', shop),
    deployed('x', 'cx', '2026-01-04T00:00:00.000Z', { environment: 'STAGING' }),
    deployed('y', 'cy', '2026-01-04T00:00:00.000Z', { result: 'FAILURE', cicdDeploymentId: 'webhook:1:y' }),
  ];
  const put = deploymentOfIncident('P', production);
  const at = (createdDate: string) => put({ id: 'i', createdDate })?.values;

  it('is the last one to production that had finished before', () => {
    expect(at('2026-01-05T00:00:00.000Z')).toMatchObject({ id: 'i', projectName: 'P', deploymentId: 'd-2' });
    expect(at('2026-01-02T00:00:00.000Z')).toMatchObject({ deploymentId: 'd-1' });
  });

  it('is none before the first one, and not one that finishes at that very instant', () => {
    expect(at('2026-01-01T00:00:00.000Z')).toBeUndefined();
    expect(at('2026-01-03T00:00:00.000Z')).toMatchObject({ deploymentId: 'd-1' });
  });

  it('is the one that the incident names, whenever and however that ended', () => {
    const naming = (deploymentId: string) => put({ id: 'webhook:1:INC-7', deploymentId })?.values.deploymentId;

    expect(naming('d-1')).toBe('d-1');
    expect(naming('y')).toBe('webhook:1:y');
    expect(naming('webhook:1:y')).toBe('webhook:1:y');
    // It may still be told of.
    expect(naming('later')).toBe('later');
  });

  describe('where a component has repositories of its own', () => {
    const repo = { id: 'github:GithubRepo:1:7', name: 'acme/shop', url: 'https://github.com/acme/shop' };
    const late = '2026-01-05T00:00:00.000Z';
    const follow = (written: string, component: string | undefined, given: Partial<DeploymentCommit> = shop) =>
      deploymentOfIncident(
        'P',
        production.map((one) => (one.id === '1' ? { ...one, ...given } : one)),
        componentRepos({ Checkout: [written] }, [repo]),
      )({ id: 'i', createdDate: late, component })?.values.deploymentId;

    it.each(['github:acme/shop', 'github@1:Acme/Shop', 'acme/shop', repo.id, 'git@git.example:acme/shop.git'])(
      'is the last one of these, written as %s',
      (written) => {
        expect(follow(written, 'checkout')).toBe('d-1');
        expect(follow(written, 'search, Checkout ')).toBe('d-1');
      },
    );

    it('is the last one of all for an incident of no component, or of one that is not told', () => {
      expect(follow('acme/shop', undefined)).toBe('d-2');
      expect(follow('acme/shop', 'search')).toBe('d-2');
    });

    it('is none where these were never deployed', () => {
      expect(follow('acme/other', 'checkout')).toBeUndefined();
      expect(follow('gitlab:acme/shop', 'checkout')).toBeUndefined();
    });
  });
});
