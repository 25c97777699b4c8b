import { expect, test } from 'vitest';
import { issue } from '../support/github/issues.ts';
import { plant, sumOf, writtenBy } from '../support/orchard.ts';
import { digestOf, linesOf } from '../support/sluice.ts';

/** The streams of GitHub that the vendor filters by time. */
const WITH_SINCE = ['issues?', 'issues/comments?', 'pulls/comments?', 'commits?', 'actions/runs?'];

test('a second sync of unchanged data writes nothing and spends one request a stream that has a since filter', async () => {
  await using orchard = await plant();
  const { github } = orchard;
  const first = await orchard.report();
  github.forget();

  const second = await orchard.report();

  expect([first.state, second.state]).toEqual(['completed', 'completed']);
  expect(sumOf(first, 'written')).toBeGreaterThan(300);
  expect(sumOf(second, 'written')).toBe(0);
  const lists = github.counted().map(({ target }) => WITH_SINCE.find((list) => target.includes(`/orchard/${list}`)));
  expect(lists.toSorted()).toEqual(WITH_SINCE.toSorted());
});

test('a full sync of unchanged data with a token is free', async () => {
  await using orchard = await plant();
  await orchard.report();
  orchard.github.forget();

  const full = await orchard.report('--full');

  expect(sumOf(full, 'written')).toBe(0);
  expect(orchard.github.seen.length).toBeGreaterThan(10);
  expect(orchard.github.counted()).toEqual([]);
});

test('without a token every request of a full sync counts, and it works', async () => {
  await using orchard = await plant();
  await orchard.syncAs({});
  orchard.github.forget();

  const { code } = await orchard.syncAs({}, '--full');

  expect(code).toBe(0);
  expect(orchard.github.counted().length).toBe(orchard.github.seen.length);
});

test('when one issue in twenty has changed, exactly those are written', async () => {
  await using orchard = await plant({ size: { issues: 100 } });
  await orchard.report();
  const changed = orchard.github.change(5);

  const report = await orchard.report();

  const { world } = orchard.github;
  const written = await writtenBy(orchard.store, 'issues', report.run);
  const ids = changed.map((number) => `github:GithubIssue:127-0-0-1:${issue(world, number).id}`);
  expect(written).toEqual(ids.toSorted());
  expect(sumOf(report, 'written')).toBe(5);
});

test('an unfinished run is asked for until it is finished', async () => {
  await using orchard = await plant();
  const { github } = orchard;
  await orchard.report();
  github.world.changed.set('run 2', new Date().toISOString().replace(/\.\d+Z$/, 'Z'));

  const report = await orchard.report();
  github.forget();
  await orchard.report();

  expect(await writtenBy(orchard.store, 'cicd_pipelines', report.run)).toHaveLength(1);
  expect(await writtenBy(orchard.store, 'cicd_tasks', report.run)).toHaveLength(2);
  expect(github.seen.filter(({ target }) => target.endsWith('/runs/800002'))).toEqual([]);
});

test('the budgets of two tokens add up', async () => {
  await using orchard = await plant({ tokens: ['token-1', 'token-2'], limit: 60 });

  const { code } = await orchard.syncAs({ GITHUB_TOKEN: 'token-1, token-2' });

  expect(code).toBe(0);
  expect(orchard.github.seen.length).toBeGreaterThan(60);
  expect(orchard.github.seen.filter(({ status }) => status >= 400)).toEqual([]);
  expect(new Set(orchard.github.seen.map(({ token }) => token))).toEqual(new Set(['token-1', 'token-2']));
});

test('one bad token of two leaves the work to the other', async () => {
  await using orchard = await plant({ tokens: ['token-2'] });
  await using whole = await plant();
  await whole.sync('--connection', 'one');

  const { code } = await orchard.syncAs({ GITHUB_TOKEN: 'token-2,revoked' }, '--connection', 'one');

  expect(code).toBe(0);
  expect(await digestOf(orchard.store)).toEqual(await digestOf(whole.store));
});

test('--json prints the report as one line of JSON, and nothing else', async () => {
  await using orchard = await plant();

  const { out, err, code } = await orchard.sync('--json');

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(linesOf(out)).toHaveLength(1);
  expect(JSON.parse(out)).toMatchObject({ state: 'completed', scopes: [{ name: 'octo/orchard' }] });
});

test('the table of a sync names every stream with its numbers', async () => {
  await using orchard = await plant();

  const { out, code } = await orchard.sync();

  const rows = linesOf(out);
  expect(code).toBe(0);
  expect(rows[0]).toMatch(/^stream +pages +records +written +unchanged .*quarantined +requests/);
  expect(rows.filter((row) => /^issues +1 +38 +\d+ +0 /.test(row))).toHaveLength(1);
  expect(rows.at(-1)).toMatch(/^run run-[0-9a-f]+ completed in [\d.]+ s$/);
});

test('--streams syncs only what it names', async () => {
  await using orchard = await plant();

  const report = await orchard.report('--streams', 'milestones,tags');

  expect(report.state).toBe('completed');
  expect(Object.keys(await digestOf(orchard.store))).toEqual(['board_sprints', 'refs', 'sprints']);
});

test('--since leaves out what was not updated since', async () => {
  await using orchard = await plant();
  const { updated_at } = issue(orchard.github.world, 21);

  await orchard.report('--since', updated_at, '--streams', 'issues');

  expect(await digestOf(orchard.store)).toMatchObject({ issues: { rows: 10 } });
});
