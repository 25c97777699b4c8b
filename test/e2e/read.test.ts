import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plant, reportOf, SCOPE, sumOf } from '../support/orchard.ts';
import { digestOf, linesOf } from '../support/sluice.ts';

test('data prints a table as NDJSON, with the columns that are asked for', async () => {
  await using orchard = await plant();
  await orchard.sync();

  const { out, code } = await orchard.call('data', 'issues', '--scope', SCOPE, '--fields', 'id,status,title');

  const rows = linesOf(out).map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(rows).toHaveLength(30);
  expect(new Set(rows.flatMap((row) => Object.keys(row)))).toEqual(new Set(['id', 'status', 'title']));
  expect(rows.map(({ id }) => id)).toContain('github:GithubIssue:127-0-0-1:100001');
});

test('data that is not there is told in one line', async () => {
  await using orchard = await plant();
  const before = await orchard.call('data', 'issues');
  await orchard.sync('--streams', 'tags');

  const table = await orchard.call('data', 'trees');
  const column = await orchard.call('data', 'issues', '--fields', 'height');
  const scope = await orchard.call('data', 'issues', '--scope', 'github:octo/none');

  expect(before.err).toMatch(/^sluice: there is no store in .*: run a sync first/);
  expect(table.err).toMatch(/^sluice: there is no table "trees"; there is: .*issues/);
  expect(column.err).toMatch(/^sluice: issues has no column "height"; there is: .*title/);
  expect(scope.err).toMatch(/^sluice: scope "github:octo\/none" was never synced/);
  expect([before, table, column, scope].map(({ code }) => code)).not.toContain(0);
});

test('runs lists the runs, and run shows one', async () => {
  await using orchard = await plant();
  const { run: first } = await orchard.report();
  const { run: second } = await orchard.report();

  const listed = linesOf((await orchard.call('runs', '--json')).out).map((line) => JSON.parse(line));
  const shown = await orchard.call('run', first);
  const whole = await orchard.call('run', second, '--json');

  expect(listed).toMatchObject([
    { run: second, state: 'completed', scopes: ['octo/orchard'] },
    { run: first, state: 'completed' },
  ]);
  expect(shown.out).toMatch(new RegExp(`^run ${first} completed in`, 'm'));
  expect(JSON.parse(whole.out)).toMatchObject({ run: second, state: 'completed', dead: [] });
});

test.each(['extract', 'convert'] as const)('a replay from %s asks nothing and changes nothing', async (stage) => {
  await using orchard = await plant();
  await orchard.sync();
  const before = await digestOf(orchard.store);
  orchard.github.forget();

  const report = reportOf(await orchard.call('replay', SCOPE, '--from', stage, '--json'));

  expect(report.state).toBe('completed');
  expect(orchard.github.seen).toEqual([]);
  expect(sumOf(report, 'written')).toBe(0);
  expect(sumOf(report, 'unchanged')).toBeGreaterThan(300);
  expect(await digestOf(orchard.store)).toEqual(before);
});

test('a replay with another mapping changes what depends on it, and says how much', async () => {
  await using orchard = await plant();
  await orchard.sync();
  const config = join(orchard.folder, 'config.json');
  writeFileSync(config, JSON.stringify({ issueTypeBug: '^component/web$' }));
  orchard.github.forget();

  const report = reportOf(await orchard.call('replay', SCOPE, '--config', config, '--json'));
  const { out } = await orchard.call('data', 'issues', '--fields', 'type,original_type');

  const rows = linesOf(out).map((line) => JSON.parse(line));
  const bugs = rows.filter(({ original_type }) => original_type.includes('component/web'));
  expect(bugs.length).toBeGreaterThan(0);
  expect(rows.filter(({ type }) => type === 'BUG')).toEqual(bugs);
  expect(sumOf(report, 'written')).toBeGreaterThanOrEqual(bugs.length);
  expect(orchard.github.seen).toEqual([]);
});

test('a mapping that does not compile is refused before anything is stored', async () => {
  await using orchard = await plant();
  const config = join(orchard.folder, 'config.json');
  writeFileSync(config, JSON.stringify({ issueTypeBug: '(' }));

  const { code, err } = await orchard.sync('--config', config);

  expect(code).not.toBe(0);
  expect(linesOf(err)).toHaveLength(1);
  expect(err).toMatch(/issueTypeBug/);
});

test('help reads well for every command', async () => {
  await using orchard = await plant();

  const helps = await Promise.all(
    ['sync', 'replay', 'data', 'runs', 'run', 'map'].map((command) => orchard.call(command, '--help')),
  );

  for (const { code, out, err } of helps) {
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Usage: sluice \w+ \[options\]/);
  }
});
