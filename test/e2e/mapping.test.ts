import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { changeScope } from '../../shared/pipeline/scopes.ts';
import { issue } from '../plugins/jira/samples.ts';
import { fakeJira } from '../support/jira/fake-jira.ts';
import { linesOf, sluice, temporaryFolder } from '../support/sluice.ts';
import { fakeTapd } from '../support/tapd/fake-tapd.ts';

const TYPES = {
  '/rest/api/2/issuetype': [
    { id: '1', name: 'Bug' },
    { id: '2', name: 'Story' },
  ],
};
const STATUSES = { '/rest/api/2/status': [{ id: '3', name: 'Doing', statusCategory: { key: 'indeterminate' } }] };
const ISSUES = { '/rest/agile/1.0/board/8/issue': { total: 1, issues: [issue] } };

/** Syncs under a mapping into a store of its own. */
async function syncWith(scope: string, mapping: unknown, environment: NodeJS.ProcessEnv) {
  using folder = temporaryFolder();
  const config = join(folder.path, 'mapping.json');
  writeFileSync(config, JSON.stringify(mapping));
  return await sluice(['sync', scope, '--config', config, '--store', join(folder.path, 'store')], environment);
}

test.each([
  [
    'a type',
    { typeMappings: { Bugg: {} } },
    /typeMappings\.Bugg: there is no type "Bugg" in Jira; there is Bug, Story$/m,
  ],
  [
    'a status',
    { typeMappings: { Bug: { statusMappings: { Done: 'DONE' } } } },
    /typeMappings\.Bug\.statusMappings\.Done: there is no status "Done" in Jira; there is Doing, 3, new/,
  ],
])(
  '%s that Jira does not have is refused with its path, before anything of the board is asked',
  async (_, mapping, words) => {
    await using jira = await fakeJira({ ...TYPES, ...STATUSES });

    const { err, out, code } = await syncWith('jira:8', mapping, jira.environment);

    expect(err).toMatch(words);
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(jira.seen.toSorted()).toEqual(['/rest/api/2/issuetype', '/rest/api/2/status']);
  },
);

test.each([
  [{ remotelinkCommitShaPattern: '(?=x)' }, /remotelinkCommitShaPattern: "\(\?=x\)" is not an RE2 pattern/],
  [{ remotelinkRepoPattern: ['ok', '('] }, /remotelinkRepoPattern\.1: /],
  [{ storyPoints: 'customfield_1' }, /storyPoints/],
  [{ storyPointField: '10024' }, /storyPointField: write the id of a field/],
  [{ typeMappings: { Bug: { standardType: 7 } } }, /typeMappings\.Bug\.standardType: /],
])('%j is refused without any request', async (mapping, words) => {
  await using jira = await fakeJira();

  const { err, code } = await syncWith('jira:8', mapping, jira.environment);

  expect(linesOf(err)).toHaveLength(1);
  expect(err).toMatch(words);
  expect(code).toBe(2);
  expect(jira.seen).toEqual([]);
});

test('a mapping of what there is, by name, id and category, is taken; so is one where the names may not be seen', async () => {
  const statusMappings = { Doing: 'IN_PROGRESS', '3': 'IN_PROGRESS', done: 'DONE' };
  const mapping = { typeMappings: { Bug: { standardType: 'BUG', statusMappings } } };
  await using jira = await fakeJira({ ...TYPES, ...STATUSES });
  await using closed = await fakeJira(TYPES, { '/rest/api/2/issuetype': 404 });

  const taken = await syncWith('jira:8', mapping, jira.environment);
  const unseen = await syncWith('jira:8', { typeMappings: { Unknown: {} } }, closed.environment);

  expect(taken.code).toBe(0);
  expect(unseen.err).not.toMatch(/there is no type/);
});

test('a type and a status that a workspace of TAPD does not have are named', async () => {
  await using tapd = await fakeTapd();
  const environment = { TAPD_URL: tapd.url, TAPD_TOKEN: 'user:password' };

  const type = await syncWith('tapd:37469667', { typeMappings: { 没有: 'REQUIREMENT' } }, environment);
  const status = await syncWith('tapd:37469667', { statusMappings: { 没有: 'DONE' } }, environment);

  expect(type.err).toMatch(/typeMappings\.没有: there is no type "没有" in TAPD; there is .*BUG, TASK/);
  expect(status.err).toMatch(/statusMappings\.没有: there is no status "没有" in TAPD; there is /);
  expect([type.code, status.code]).toEqual([2, 2]);
});

test('a board that is not there is named, and one that is no number is refused without a request', async () => {
  await using jira = await fakeJira();
  using folder = temporaryFolder();
  const store = join(folder.path, 'store');

  const unknown = await sluice(['sync', 'jira:999', '--store', store], jira.environment);
  const asked = jira.seen.length;
  const word = await sluice(['sync', 'jira:team', '--store', store], jira.environment);

  expect(unknown.err).toMatch(/knows no "999", or the token may not see it \(404\)/);
  expect(word.err).toMatch(/"team" is no Jira board; write its number/);
  expect(jira.seen).toHaveLength(asked);
});

test('a right that is missing for one stream is named in the report, and the others are complete', async () => {
  await using jira = await fakeJira({ ...TYPES, ...STATUSES, ...ISSUES }, { '/rest/agile/1.0/board/8/sprint': 403 });
  using folder = temporaryFolder();
  const store = join(folder.path, 'store');

  const { out, code } = await sluice(['sync', 'jira:8', '--store', store], jira.environment);
  const { out: issues } = await sluice(['data', 'issues', '--store', store], {});

  expect(code).toBe(1);
  expect(out).toMatch(/^sprints \/agile\/1\.0\/board\/8\/sprint.*403/m);
  expect(out).toMatch(/^issues +1 +1 /m);
  expect(out).toMatch(/^statuses +1 +1 /m);
  expect(linesOf(issues)).toHaveLength(1);
});

test('a board that was stored without its product is described anew by the next sync, with its mapping kept', async () => {
  await using jira = await fakeJira();
  using folder = temporaryFolder();
  const path = join(folder.path, 'store');
  const sync = () =>
    sluice(['sync', 'jira:8', '--connection', 'one', '--streams', 'board', '--store', path], jira.environment);
  await sync();
  const store = openStore(path, 'write');
  const config = { dueDateField: 'duedate' };
  await changeScope(store.control, 'jira/one/8', (before) => ({
    ...before,
    data: { id: '8', name: 'Team' },
    config,
    describedAt: '2020-01-01T00:00:00.000Z',
  }));
  store.close();

  const { code } = await sync();
  const healed = openStore(path, 'read');
  const scope = await healed.control.get(places.scope('jira/one/8'));
  healed.close();

  expect(code).toBe(0);
  expect(scope).toMatchObject({ data: { deployment: 'Server', timeZone: 'UTC' }, config });
});
