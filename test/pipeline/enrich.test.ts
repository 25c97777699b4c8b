import { describe, expect, it } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { Project } from '../../shared/contract/project.ts';
import type { WorkItem } from '../../shared/contract/work-item.ts';
import { enrich } from '../../shared/pipeline/enrich.ts';
import { makeItem } from '../../shared/pipeline/ledger.ts';
import { savePeople } from '../../shared/pipeline/people.ts';
import { saveProject } from '../../shared/pipeline/projects.ts';
import { takeShared } from '../../shared/pipeline/shared-lease.ts';
import { at, deliveredWorld, sha, worldWith } from '../support/enriched-world.ts';
import { smallWorld } from '../support/small-world.ts';

describe('enriching', () => {
  it('derives histories, incidents and deployments of a scope, and writes nothing when done again', async () => {
    const { once, read } = await deliveredWorld();

    const first = await once('scope', 'toy/toy/here');
    const again = await once('scope', 'toy/toy/here');

    expect(await read('issue_status_history')).toHaveLength(2);
    expect(await read('incidents')).toMatchObject([{ id: 'i1', scopeId: 'board', table: 'boards' }]);
    expect(await read('cicd_deployment_commits')).toMatchObject([
      { id: 'p1:https://git.example/a' },
      { id: 'p2:https://git.example/a', prevSuccessDeploymentCommitId: 'p1:https://git.example/a' },
    ]);
    expect(first).toMatchObject({ written: 7, deleted: 0 });
    expect(again).toMatchObject({ written: 0, deleted: 0 });
  });

  it('removes what is made no more', async () => {
    const { once, read, collect } = await deliveredWorld();
    await once('scope', 'toy/toy/here');
    await collect('issues', { id: 'i1', type: 'BUG', createdDate: at(6) });

    expect(await once('scope', 'toy/toy/here')).toMatchObject({ written: 0, deleted: 1 });
    expect(await read('incidents')).toEqual([]);
  });

  it('derives no deployment where the source tells of real ones, and links those', async () => {
    const { once, read, collect } = await deliveredWorld();
    await once('scope', 'toy/toy/here');
    const real = { result: 'SUCCESS', environment: 'PRODUCTION', cicdScopeId: 'ci', repoUrl: 'https://git.example/a' };
    await collect('cicd_deployment_commits', { ...real, id: 'd1', commitSha: sha('a'), finishedDate: at(1) });
    await collect('cicd_deployment_commits', { ...real, id: 'd2', commitSha: sha('c'), finishedDate: at(5) });

    await once('scope', 'toy/toy/here');

    const rows = await read('cicd_deployment_commits');
    expect(rows.map(({ id, prevSuccessDeploymentCommitId }) => [id, prevSuccessDeploymentCommitId])).toEqual([
      ['d1', undefined],
      ['d2', 'd1'],
    ]);
    expect(await once('scope', 'toy/toy/here')).toMatchObject({ written: 0, deleted: 0 });
  });

  it('derives, for a product, what belongs to it, its diffs, cycles, incidents and links', async () => {
    const { once, read } = await deliveredWorld();
    await once('scope', 'toy/toy/here');

    await once('project', 'P');

    expect((await read('project_mapping')).map(({ table, rowId }) => [table, rowId])).toEqual([
      // The scope's own board was collected, too.
      ['boards', 'board'],
      ['boards', 'here'],
      ['cicd_scopes', 'ci'],
      ['repos', 'repo'],
    ]);
    expect((await read('commits_diffs')).map(({ commitSha }) => commitSha)).toEqual([sha('b'), sha('c')]);
    expect(await read('project_pr_metrics')).toMatchObject([
      {
        id: 'pr',
        projectName: 'P',
        prCodingTime: 1440,
        deploymentCommitId: 'p2:https://git.example/a',
        prDeployTime: 2880,
        prCycleTime: 1440 + 1440 + 2880,
      },
    ]);
    expect(await read('project_incident_deployment_relationships')).toEqual([
      { id: 'i1', projectName: 'P', deploymentId: 'p2' },
    ]);
    expect(await read('pull_request_issues')).toMatchObject([{ pullRequestId: 'pr', issueId: 'i1' }]);
    expect(await once('project', 'P')).toMatchObject({ written: 0, deleted: 0 });
  });

  it('counts pull requests that take others back as incidents, where a product wants that', async () => {
    const { once, read, collect, ports } = await deliveredWorld();
    await once('scope', 'toy/toy/here');
    const pr = { baseRepoId: 'repo', pullRequestKey: 7, createdDate: at(6), url: 'https://git.example/7' };
    await collect('pull_requests', { ...pr, id: 'r1', title: 'Revert "basket"', status: 'MERGED', mergedDate: at(7) });
    await collect('pull_requests', { ...pr, id: 'r2', title: 'Revert checkout', status: 'OPEN' });
    await collect('pull_requests', { ...pr, id: 'r3', title: 'Reverts nothing', status: 'OPEN' });
    await collect('pull_requests', { ...pr, id: 'r4', title: 'Revert elsewhere', status: 'OPEN', baseRepoId: 'other' });
    await once('project', 'P');
    const without = await read('incidents');

    await saveProject(ports.table, Project.parse({ name: 'P', scopes: ['toy:here'], revertsAreIncidents: true }));
    await once('project', 'P');

    expect(without.map(({ id }) => id)).toEqual(['i1']);
    expect((await read('incidents')).filter(({ table }) => table === 'repos')).toEqual([
      expect.objectContaining({ id: 'r1', incidentKey: '7', status: 'DONE', leadTimeMinutes: 1440, scopeId: 'repo' }),
      expect.objectContaining({ id: 'r2', status: 'TODO', originalStatus: 'OPEN' }),
    ]);
    expect((await read('project_incident_deployment_relationships')).map(({ id }) => id)).toEqual(['i1', 'r1', 'r2']);
    expect(await once('project', 'P')).toMatchObject({ written: 0, deleted: 0 });
  });

  it('follows, for incidents of a component, only deployments of its repositories', async () => {
    const { once, read, collect, ports } = await deliveredWorld();
    await collect('issues', { id: 'i1', issueKey: 'APP-1', type: 'INCIDENT', component: 'Basket', createdDate: at(6) });
    await collect('repos', { id: 'quiet', name: 'acme/quiet', url: 'https://git.example/quiet' });
    await once('scope', 'toy/toy/here');
    const followed = async (components: Project['components']) => {
      const given = { name: 'P', scopes: ['toy:here'], ...(components && { affinity: 'component', components }) };
      await saveProject(ports.table, Project.parse(given));
      await once('project', 'P');
      return (await read('project_incident_deployment_relationships')).map(({ deploymentId }) => deploymentId);
    };

    expect(await followed(undefined)).toEqual(['p2']);
    expect(await followed({ basket: ['https://git.example/a'] })).toEqual(['p2']);
    expect(await followed({ basket: ['acme/quiet'] })).toEqual([]);
    expect(await followed({ search: ['acme/quiet'] })).toEqual(['p2']);
  });

  it('removes what was derived for a product that is forgotten', async () => {
    const { once, ports, domainRows } = { ...(await deliveredWorld()), domainRows: 0 };
    await once('scope', 'toy/toy/here');
    const { written } = await once('project', 'P');
    await ports.table.writeMany([], [places.project('P')]);

    expect(await once('project', 'P')).toMatchObject({ written: domainRows, deleted: written });
  });

  it('gives accounts to users, by e-mail or as the user says', async () => {
    const { once, read, collect, ports } = await worldWith([]);
    await collect('accounts', { id: 'a1', email: 'ann@example.com' }, 'toy/toy');
    await collect('accounts', { id: 'a2', userName: 'x' }, 'toy/toy');
    const ann = { id: 'ann', name: 'Ann', email: 'Ann@example.com', accounts: ['a2'], teams: [] };
    await savePeople(ports.table, { users: [ann], teams: [] });

    await once('connection', 'toy/toy');

    expect(await read('user_accounts')).toEqual([
      { accountId: 'a1', userId: 'ann' },
      { accountId: 'a2', userId: 'ann' },
    ]);
  });
});

describe('an account that was found to be somebody', () => {
  const ann = { id: 'ann', name: 'Ann', email: 'ann@example.com', accounts: [], teams: [] };
  const bob = { id: 'bob', name: 'Bob', email: 'bob@example.com', accounts: [], teams: [] };

  async function found() {
    const world = await worldWith([]);
    await world.collect('accounts', { id: 'a1', email: 'ann@example.com' }, 'toy/toy');
    await savePeople(world.ports.table, { users: [ann, bob], teams: [] });
    await world.once('connection', 'toy/toy');
    return world;
  }

  it('stays so when its e-mail is told no more', async () => {
    const { once, read, collect } = await found();
    await collect('accounts', { id: 'a1' }, 'toy/toy');

    expect(await once('connection', 'toy/toy')).toMatchObject({ written: 0, deleted: 0 });
    expect(await read('user_accounts')).toEqual([{ accountId: 'a1', userId: 'ann' }]);
  });

  it("is given to somebody else only by a user, and is nobody's when that person is forgotten", async () => {
    const { once, read, ports } = await found();

    await savePeople(ports.table, { users: [ann, { ...bob, accounts: ['a1'] }], teams: [] });
    await once('connection', 'toy/toy');
    const given = await read('user_accounts');
    await savePeople(ports.table, { users: [], teams: [] });
    await once('connection', 'toy/toy');

    expect(given).toEqual([{ accountId: 'a1', userId: 'bob' }]);
    expect(await read('user_accounts')).toEqual([]);
  });
});

describe('the enrich stage of a run', () => {
  const answers = { '/here': { id: 'here', name: 'here' }, '/here/notes': [] };
  const thing = (title: string) => [{ id: 1, title, labels: [], at: at(1), owner: 'ann' }];
  const stateOf = { '/here/things/1/state': { state: 'done' } };

  it('comes when all is converted, enriches scope, connection and product, and is in the report', async () => {
    const world = smallWorld({ ...answers, ...stateOf, '/here/things': thing('one') });
    await saveProject(world.ports.table, Project.parse({ name: 'P', scopes: ['toy@toy:here'] }));

    const report = await world.sync();

    expect(report.state).toBe('completed');
    expect(report.totals.stages.enrich).toEqual({ planned: 3, done: 3, dead: 0 });
    expect(report.totals.streams['toy/toy/here#enrich']?.written).toBe(2);
    expect(await world.read('project_mapping')).toEqual([{ projectName: 'P', table: 'boards', rowId: 'here' }]);
  });

  it('is left out where nothing has changed since the last run that came to its end', async () => {
    const world = smallWorld({ ...answers, ...stateOf, '/here/things': thing('one') });
    await world.sync();

    const second = await world.sync();
    world.answers['/here/things'] = [{ ...thing('two')[0], at: at(2) }];
    const third = await world.sync();

    expect(second.totals.stages.enrich).toEqual({ planned: 0, done: 0, dead: 0 });
    expect(third.totals.stages.enrich).toEqual({ planned: 2, done: 2, dead: 0 });
  });

  it('is made up for by the next run when a run was cut off before it', async () => {
    const world = smallWorld({ ...answers, ...stateOf, '/here/things': thing('one') });
    await world.sync();
    // As a run leaves it that took the lease and ended without having enriched.
    const lease = await world.ports.table.get(places.lease('toy/toy/here'));
    await world.ports.table.writeMany([{ ...places.lease('toy/toy/here'), run: '', epoch: Number(lease?.epoch) + 1 }]);

    const report = await world.sync();

    expect(report.totals.stages.enrich).toMatchObject({ planned: 2, done: 2 });
  });
});

describe('what runs share', () => {
  const shared = { what: 'project', of: 'P' } as const;
  const itemOf = (run: string): WorkItem => ({
    ...makeItem({
      run,
      connection: 'toy/toy',
      scope: 'toy/toy/here',
      stream: 'enrich',
      work: { kind: 'enrich', ...shared },
    }),
    claimBy: 'w',
    claimUntil: Number.MAX_SAFE_INTEGER,
  });

  async function held() {
    const world = await deliveredWorld();
    const first = await world.planRun();
    const second = await world.ports.table.get(places.head(first.run));
    await world.ports.table.writeMany([{ ...second, ...places.head('other'), run: 'other' }]);
    return { ...world, run: first.run };
  }
  const until = Number.MAX_SAFE_INTEGER;
  const invocation = { id: 'w', deadline: until, claimUntil: until };

  it('is marked dirty by who finds it held, and its holder does it again', async () => {
    const { ports, run } = await held();
    let scans = 0;
    await ports.table.writeMany([{ ...itemOf('other'), work: { kind: 'enrich', ...shared } }]);
    await ports.table.writeMany([{ ...itemOf(run), work: { kind: 'enrich', ...shared } }]);
    const domain = {
      ...ports.domain,
      query: async (...args: Parameters<typeof ports.domain.query>) => {
        if (args[0].startsWith('repos|') && args[0].endsWith('|0')) {
          scans += 1;
          // While the holder is at it for the first time, another run comes by.
          if (scans === 1) await enrich(ports, itemOf('other'), { ...invocation, id: 'o' });
        }
        return ports.domain.query(...args);
      },
    };

    await enrich({ ...ports, domain }, itemOf(run), invocation);

    expect(scans).toBe(2);
    expect(await ports.table.get(places.sharedLease('project', 'P'))).toMatchObject({ run: '', dirty: false });
  });

  it('is free when its holder has ended, is dead, or its time is over', async () => {
    const { ports, run } = await held();
    const now = ports.clock.now();

    expect(await takeShared(ports, shared, { run, until })).toBe(true);
    expect(await takeShared(ports, shared, { run: 'other', until })).toBe(false);
    expect(await takeShared({ ...ports, isDead: () => true }, shared, { run: 'other', until: now })).toBe(true);
    expect(await takeShared(ports, shared, { run, until })).toBe(true);
  });
});
