import { expect, test } from 'vitest';
import { sumOf } from '../support/orchard.ts';
import { linesOf, sluice, temporaryFolder } from '../support/sluice.ts';
import { type FakeTapd, fakeTapd } from '../support/tapd/fake-tapd.ts';

const STREAMS = 'workspace,workitem_types,story_status,story_status_last_steps,iterations,stories,story_changelogs';

/** Syncs the workspace; the streams of one request a story are left out where they would only take time. */
async function sync(tapd: FakeTapd, store: string, streams = STREAMS) {
  const environment = { TAPD_URL: tapd.url, TAPD_TOKEN: 'user:password' };
  const given = ['sync', 'tapd:37469667', '--streams', streams, '--json', '--store', store];
  const { out, err, code } = await sluice(given, environment);
  expect(err).not.toContain('password');
  return { code, report: JSON.parse(out) };
}

const rowsIn = async (store: string, table: string, fields: string) =>
  linesOf((await sluice(['data', table, '--fields', fields, '--store', store])).out).map((line) => JSON.parse(line));

test('a workspace becomes a board with its stories, sprint and changes; asked again, nothing is written', async () => {
  await using tapd = await fakeTapd();
  using folder = temporaryFolder();

  const first = await sync(tapd, folder.path);
  const changedDays = tapd.seen.filter((target) => target.startsWith('/story_changes')).length;
  tapd.seen.length = 0;
  const second = await sync(tapd, folder.path);

  expect([first.code, first.report.state]).toEqual([0, 'completed']);
  expect(await rowsIn(folder.path, 'boards', 'id,name')).toEqual([
    { id: 'tapd:TapdWorkspace:tapd:37469667', name: 'Checkout' },
  ]);
  const issues = await rowsIn(folder.path, 'issues', 'id,type,status,original_status,created_date');
  expect(issues).toHaveLength(150);
  expect(issues[0]).toMatchObject({ original_status: '开发中', status: 'IN_PROGRESS' });
  const changes = await rowsIn(folder.path, 'issue_changelogs', 'field_name,to_value');
  expect(changes).toContainEqual({ field_name: 'Sprint', to_value: 'Sprint 1' });
  // Ten days ago to tomorrow, as clocks differ.
  expect(changedDays).toBeGreaterThanOrEqual(12);
  expect(sumOf(second.report, 'written')).toBe(0);
  // The days before the last one are not asked for again.
  expect(tapd.seen.filter((target) => target.startsWith('/story_changes')).length).toBeLessThanOrEqual(3);
}, 60_000);

test('an error with status 200 is asked again, and not taken for an empty list', async () => {
  await using tapd = await fakeTapd();
  using folder = temporaryFolder();
  const busy = { status: 200, body: '{"status":0,"data":"","info":"server is busy"}' };
  tapd.once.set('/stories', [busy, busy]);

  const { report } = await sync(tapd, folder.path, 'workspace,stories');

  expect(report.state).toBe('completed');
  expect(await rowsIn(folder.path, 'issues', 'id')).toHaveLength(150);
}, 60_000);

test('a page that the vendor cannot give is asked for in halves, and nothing is missed', async () => {
  await using tapd = await fakeTapd();
  using folder = temporaryFolder();
  const overload = { status: 502, body: 'Bad Gateway' };
  tapd.once.set('/stories', [overload, overload, overload]);

  const { report } = await sync(tapd, folder.path, 'stories');

  expect(report.state).toBe('completed');
  expect(await rowsIn(folder.path, 'issues', 'id')).toHaveLength(150);
  const asked = tapd.seen.filter((target) => target.startsWith('/stories?')).map((target) => new URL(target, tapd.url));
  expect(asked.map(({ searchParams }) => `${searchParams.get('limit')}/${searchParams.get('page')}`)).toEqual(
    expect.arrayContaining(['100/1', '50/1', '50/2', '50/3', '50/4']),
  );
}, 60_000);

test('a limit is told in words, waited for and kept to', async () => {
  await using tapd = await fakeTapd();
  using folder = temporaryFolder();
  const words = 'To many requests, api account user! max request rates is 1800req/10min';
  tapd.once.set('/iterations', [
    { status: 429, headers: { 'retry-after': '1' }, body: `{"status":429,"data":"","info":"${words}"}` },
  ]);

  const { report } = await sync(tapd, folder.path, 'iterations');

  expect(report.state).toBe('completed');
  expect(tapd.seen.filter((target) => target.startsWith('/iterations'))).toHaveLength(2);
}, 120_000);

test('a wrong password and a workspace that is not there are named', async () => {
  await using tapd = await fakeTapd();
  using folder = temporaryFolder();
  const at = ['--store', folder.path];

  const refused = await sluice(['sync', 'tapd:37469667', ...at], { TAPD_URL: tapd.url, TAPD_TOKEN: 'user:wrong' });
  const unknown = await sluice(['sync', 'tapd:1', ...at], { TAPD_URL: tapd.url, TAPD_TOKEN: 'user:password' });

  expect(refused.err).toMatch(/refuses the token/);
  expect(unknown.err).toMatch(/knows no "1"/);
}, 30_000);
