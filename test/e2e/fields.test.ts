import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeJira } from '../support/jira/fake-jira.ts';
import { linesOf, sluice, temporaryFolder } from '../support/sluice.ts';
import { fakeTapd } from '../support/tapd/fake-tapd.ts';

test('fields are listed by id, name and type, custom ones first', async () => {
  await using jira = await fakeJira();

  const { out, code } = await sluice(['fields', 'jira:8'], jira.environment);

  expect(linesOf(out).map((line) => line.split(/ {2,}/))).toEqual([
    ['customfield_9', 'Sprint', 'array of json'],
    ['customfield_10024', 'Story points', 'number'],
    ['duedate', 'Due date', 'date'],
  ]);
  expect(code).toBe(0);
});

test('with --json each field is an object', async () => {
  await using jira = await fakeJira();

  const { out } = await sluice(['fields', 'jira:8', '--json'], jira.environment);

  expect(linesOf(out).map((line) => JSON.parse(line))[1]).toEqual({
    id: 'customfield_10024',
    name: 'Story points',
    type: 'number',
    custom: true,
  });
});

test('another product in the place of Jira is named, and a source without fields too', async () => {
  await using other = await fakeJira({ '/rest/api/2/field': { hello: 'world' } });

  const foreign = await sluice(['fields', 'jira:8'], other.environment);
  const none = await sluice(['fields', 'github:a/b']);

  expect(foreign.err).toMatch(/does not answer as Jira does/);
  expect(none.err).toMatch(/no fields that a mapping could name/);
  expect([foreign.code, none.code]).toEqual([1, 2]);
});

test('the custom fields of a workspace of TAPD say whose they are', async () => {
  await using tapd = await fakeTapd();
  const environment = { TAPD_URL: tapd.url, TAPD_TOKEN: 'user:password' };

  const { out } = await sluice(['fields', 'tapd:37469667'], environment);
  const { err, code } = await sluice(['fields', 'tapd'], environment);

  expect(out).toBe('custom_field_one  开始时间  story datetime\n');
  expect(err).toMatch(/sluice fields tapd:<workspace number>/);
  expect(code).toBe(2);
});

test('a mapping that names a field which is not there is refused with its path, before anything else is asked', async () => {
  await using jira = await fakeJira();
  using folder = temporaryFolder();
  const config = join(folder.path, 'mapping.json');
  writeFileSync(config, JSON.stringify({ storyPointField: 'customfield_1' }));

  const { err, code } = await sluice(
    ['sync', 'jira:8', '--config', config, '--store', join(folder.path, 'store')],
    jira.environment,
  );

  expect(err).toMatch(/storyPointField: there is no field "customfield_1" in Jira; "sluice fields jira:8" lists them/);
  expect(code).toBe(2);
  expect(jira.seen).toEqual(['/rest/api/2/field']);
});

test('a mapping that names what is there is taken, and given again it is not checked again', async () => {
  await using jira = await fakeJira();
  using folder = temporaryFolder();
  const config = join(folder.path, 'mapping.json');
  writeFileSync(config, JSON.stringify({ storyPointField: 'customfield_10024', dueDateField: 'duedate' }));
  const store = join(folder.path, 'store');
  const sync = () =>
    sluice(['sync', 'jira:8', '--config', config, '--streams', 'board', '--store', store], jira.environment);

  const first = await sync();
  const asked = jira.seen.filter((path) => path.endsWith('/field')).length;
  const second = await sync();

  expect([first.code, second.code]).toEqual([0, 0]);
  expect([asked, jira.seen.filter((path) => path.endsWith('/field')).length]).toEqual([1, 1]);
});

test('a new mapping for what is stored asks nothing', async () => {
  await using jira = await fakeJira();
  using folder = temporaryFolder();
  const config = join(folder.path, 'mapping.json');
  writeFileSync(config, JSON.stringify({ storyPointField: 'customfield_10024' }));
  const store = join(folder.path, 'store');
  await sluice(['sync', 'jira:8', '--store', store], jira.environment);
  jira.seen.length = 0;

  const { code } = await sluice(['replay', 'jira:8', '--config', config, '--store', store], jira.environment);

  expect(code).toBe(0);
  expect(jira.seen).toEqual([]);
});
