import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openLake } from '../../cli/open-lake.ts';
import { commits } from '../../shared/domain/code.ts';
import { row } from '../../shared/domain/table.ts';
import { issues } from '../../shared/domain/ticket.ts';
import { fillStore, storedRow } from '../support/lake-store.ts';
import { plant } from '../support/orchard.ts';
import { linesOf, sluice, temporaryFolder } from '../support/sluice.ts';

const json = ({ out }: { out: string }) => linesOf(out).map((line) => JSON.parse(line));

test('sql answers from what was synced, as data prints it', async () => {
  await using orchard = await plant();
  await orchard.sync();

  const asked = await orchard.call('sql', 'SELECT id, status, created_date FROM issues', '--json');
  const printed = await orchard.call('data', 'issues', '--fields', 'id,status,created_date');

  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  expect(asked.code).toBe(0);
  expect(json(asked)).toHaveLength(30);
  expect(json(asked).sort(byId)).toEqual(json(printed).sort(byId));
});

test('sql prints a table for people, and CSV', async () => {
  await using orchard = await plant();
  await orchard.sync();

  const question = `SELECT status, count(*) AS number, 'a "b", c' AS words, NULL AS nothing FROM issues GROUP BY 1 ORDER BY 1`;
  const table = await orchard.call('sql', question);
  const csv = await orchard.call('sql', question, '--csv');

  expect(linesOf(table.out)).toEqual([
    'status  number  words     nothing',
    'DONE    16      a "b", c',
    'TODO    14      a "b", c',
  ]);
  expect(linesOf(csv.out)).toEqual(['status,number,words,nothing', 'DONE,16,"a ""b"", c",', 'TODO,14,"a ""b"", c",']);
});

test('the next question sees what was synced since', async () => {
  using folder = temporaryFolder();
  const count = async () => {
    const lake = await openLake(folder.path);
    const [found] = await lake.query('SELECT count(*) AS n, max(title) AS title FROM issues');
    lake.close();
    return found;
  };
  const issue = (id: string, title: string) => storedRow(row(issues, { id, title }));
  await fillStore(folder.path, [issue('a', 'one'), issue('b', 'one')]);
  const first = await count();
  await fillStore(folder.path, [issue('b', 'two'), issue('c', 'one')]);
  const second = await count();
  const gone = storedRow(row(issues, { id: 'b' }), { deletedAt: '2026-02-01T00:00:00.000Z' });
  await fillStore(folder.path, [gone]);

  expect([first, second, await count()]).toEqual([
    { n: 2, title: 'one' },
    { n: 3, title: 'two' },
    { n: 2, title: 'one' },
  ]);
});

test('a record that two owners hold is counted once, as it was observed last; one owner alone does not delete it', async () => {
  using folder = temporaryFolder();
  const commit = (sha: string, message: string, owner: string, version: string) =>
    storedRow(row(commits, { sha, message }), { owner, version });
  await fillStore(folder.path, [
    commit('a', 'old', 'github/github/1', '2026-01-01T00:00:00.000Z'),
    commit('a', 'new', 'github/github/2', '2026-01-02T00:00:00.000Z'),
    commit('b', 'only', 'github/github/2', '2026-01-01T00:00:00.000Z'),
    commit('c', 'kept', 'github/github/1', '2026-01-01T00:00:00.000Z'),
    storedRow(row(commits, { sha: 'c' }), { owner: 'github/github/2', deletedAt: '2026-02-01T00:00:00.000Z' }),
  ]);

  const lake = await openLake(folder.path);

  expect(await lake.query('SELECT sha, message FROM commits ORDER BY sha')).toEqual([
    { sha: 'a', message: 'new' },
    { sha: 'b', message: 'only' },
    { sha: 'c', message: 'kept' },
  ]);
  lake.close();
});

test('a question that was begun is answered to its end, though the lake goes on', async () => {
  using folder = temporaryFolder();
  const fill = (title: string) => fillStore(folder.path, [storedRow(row(issues, { id: 'a', title }))]);
  await fill('old');
  const before = await openLake(folder.path);
  await fill('new');
  const after = await openLake(folder.path);

  expect(await before.query('SELECT title FROM issues')).toEqual([{ title: 'old' }]);
  expect(await after.query('SELECT title FROM issues')).toEqual([{ title: 'new' }]);
  before.close();
  after.close();
});

test('sql tells which tables there are and what they have, and what is wrong in one line', async () => {
  await using orchard = await plant();
  const early = await orchard.call('sql', 'SELECT 1');
  await orchard.sync('--streams', 'issues');

  const tables = json(await orchard.call('sql', '--schema', '--json'));
  const columns = json(await orchard.call('sql', '--schema', 'pull_requests', '--json'));
  const empty = await orchard.call('sql', 'SELECT merged_date - created_date AS took FROM pull_requests', '--json');
  const wrong = await orchard.call('sql', 'SELECT * FROM isues');
  const change = await orchard.call('sql', 'DELETE FROM issues');
  const size = await orchard.call('sql', 'SELECT 1', '--memory', 'much');

  expect(tables).toContainEqual(expect.objectContaining({ table: 'issues', holds: 'rows' }));
  expect(tables).toContainEqual(expect.objectContaining({ table: 'pull_requests', holds: 'nothing yet' }));
  expect(columns).toContainEqual({ column: 'merged_date', type: 'TIMESTAMP', key: '' });
  expect(columns[0]).toEqual({ column: 'id', type: 'VARCHAR', key: 'key' });
  expect(empty).toMatchObject({ code: 0, out: '' });
  expect(early.err).toMatch(/^sluice: there is no store in .*\n$/);
  expect(wrong).toMatchObject({
    code: 2,
    err: 'sluice: SQL: Catalog Error: Table with name isues does not exist! Did you mean "issues"?\n',
  });
  expect(change.code).toBe(2);
  expect(change.err).toMatch(/^sluice: .*\n$/);
  expect(size.err).toMatch(/write it like 512MB or 4GB/);
});

test('a table of one own is brought along, joined, added to, replaced, listed and taken away', async () => {
  await using orchard = await plant();
  await orchard.sync('--streams', 'issues');
  const file = join(orchard.folder, 'plans.csv');
  const bring = (lines: readonly string[], ...more: readonly string[]) => {
    writeFileSync(file, `${lines.join('\n')}\n`);
    return orchard.call('import', file, '--table', 'plans', ...more);
  };
  const together =
    'SELECT p.issue_key, p.effort, i.status FROM plans p JOIN issues i ON i.issue_key = p.issue_key::text ORDER BY 1';

  const brought = await bring([
    'issue_key,effort,due,ext_id',
    '1,2.5,2026-01-02T00:00:00+02:00,12345678901234567890123',
  ]);
  const again = await bring(['issue_key,effort,due,ext_id', '1,2.5,,']);
  const added = await bring(['ext_id,issue_key,due,effort', ',2,2026-01-03T00:00:00Z,3'], '--append');
  const joined = json(await orchard.call('sql', together, '--json'));
  const exact = json(await orchard.call('sql', 'SELECT due, ext_id FROM plans WHERE effort = 2.5', '--json'));
  const foreign = await bring(['issue_key,effort,due', '3,1,'], '--append');
  const wide = await bring(['issue_key,effort,due,ext_id', '3.5,1,,'], '--append');
  const listed = json(await orchard.call('import', '--list', '--json'));
  const replaced = await bring(['issue_key', '7'], '--replace');
  const after = json(await orchard.call('sql', 'SELECT * FROM plans', '--json'));
  const removed = await orchard.call('import', '--remove', 'plans');
  const gone = await orchard.call('sql', 'SELECT * FROM plans');

  expect(brought.out).toBe(
    'plans: 1 rows read, 1 in all (issue_key BIGINT, effort DOUBLE, due TIMESTAMP, ext_id VARCHAR)\n',
  );
  expect([again.code, again.err]).toEqual([
    2,
    'sluice: there is a table "plans" already: give --append or --replace\n',
  ]);
  expect(added.out).toMatch(/^plans: 1 rows read, 2 in all/);
  expect(joined).toMatchObject([
    { issue_key: 1, effort: 2.5 },
    { issue_key: 2, effort: 3 },
  ]);
  expect(exact).toEqual([{ due: '2026-01-01T22:00:00.000Z', ext_id: '12345678901234567890123' }]);
  expect(foreign.err).toBe('sluice: the file lacks columns that the table has: ext_id\n');
  expect(wide.err).toMatch(/^sluice: column "issue_key" is DOUBLE in the file and BIGINT in the table/);
  expect(listed).toMatchObject([{ name: 'plans', rows: 2, sources: ['plans.csv'] }]);
  expect(replaced.code).toBe(0);
  expect(after).toEqual([{ issue_key: 7 }]);
  expect(removed.code).toBe(0);
  expect(gone.err).toMatch(/Table with name plans does not exist/);
});

test.each([
  ['issues', /"issues" is a table of Sluice's own/],
  ['My Plans', /"My Plans" is no name for a table/],
  ['duckdb_tables', /names that begin like "duckdb_tables" are taken/],
])('a table cannot be brought along as %s', async (name, message) => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'a.ndjson');
  writeFileSync(file, '{"a":1}\n');

  const refused = await sluice(['import', file, '--table', name, '--store', join(folder.path, 'store')]);

  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(message);
});

test.each([
  ['rows.csv', 'a,b\n1,2\n3\n', /rows\.csv is no CSV: some rows do not have as many values as its heading, a,b\n$/],
  ['rows.ndjson', '{"a":1}\n{"a":\n', /^sluice: SQL: Invalid Input Error: Malformed JSON .*\n$/],
  ['rows.parquet', 'no parquet at all', /^sluice: SQL: .*\n$/],
  ['rows.xls', 'a', /^sluice: the name rows\.xls does not say what it is: give --format csv\|ndjson\|json\|parquet\n$/],
])('what is wrong with %s is said in one line, and nothing is kept', async (name, content, message) => {
  using folder = temporaryFolder();
  const store = join(folder.path, 'store');
  const file = join(folder.path, name);
  writeFileSync(file, content);

  const refused = await sluice(['import', file, '--table', 'mine', '--store', store]);
  const listed = await sluice(['import', '--list', '--json', '--store', store]);

  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(message);
  expect(listed.out).toBe('');
});

test.each(['ndjson', 'csv', 'parquet'])('what is exported as %s is the same when it is imported', async (format) => {
  await using orchard = await plant();
  await orchard.sync();
  const file = join(orchard.folder, `issues.${format}`);

  const exported = await orchard.call('export', 'issues', '--format', format, '--out', file);
  const brought = await orchard.call('import', file, '--table', 'mine');
  const compare = await orchard.call(
    'sql',
    `SELECT (SELECT count(*) FROM mine) AS theirs, count(*) AS same FROM issues i JOIN mine m ON m.id = i.id
      AND m.title = i.title AND m.created_date = i.created_date AND m._collected_at = i._collected_at
      AND m.lead_time_minutes IS NOT DISTINCT FROM i.lead_time_minutes`,
    '--json',
  );

  expect([exported.err, exported.code, brought.code]).toEqual(['', 0, 0]);
  expect(json(compare)).toEqual([{ theirs: 30, same: 30 }]);
  expect(readdirSync(orchard.folder).filter((name) => name.includes('unfinished'))).toEqual([]);
});

test('an export of a table without rows has its columns, and one to nowhere says so', async () => {
  await using orchard = await plant();
  await orchard.sync('--streams', 'issues');

  const csv = await orchard.call('export', 'incidents', '--format', 'csv');
  const nowhere = await orchard.call('export', 'issues', '--out', join(orchard.folder, 'none', 'x.ndjson'));
  const unnamed = await orchard.call('export', 'issues', '--format', 'parquet');

  expect(linesOf(csv.out)).toHaveLength(1);
  expect(csv.out).toMatch(/^id,url,incident_key,/);
  expect(nowhere.err).toMatch(/^sluice: .*x\.ndjson cannot be written: it is not there\n$/);
  expect(unnamed.err).toBe('sluice: Parquet is no text: name a file with --out\n');
});

test('a file of the lake that was replaced stays for an hour, and then goes', async () => {
  using folder = temporaryFolder();
  const filesOf = () => readdirSync(join(folder.path, 'lake', 'issues'));
  const fill = (title: string) => fillStore(folder.path, [storedRow(row(issues, { id: 'a', title }))]);
  const open = async () => (await openLake(folder.path)).close();
  await fill('old');
  await open();
  const [old = ''] = filesOf();
  await fill('new');
  await open();
  const kept = filesOf();

  const database = new DatabaseSync(join(folder.path, 'sluice.db'));
  database.exec(`UPDATE control SET item = json_set(item, '$.at', 0) WHERE pk = 'lake-replaced'`);
  database.close();
  await open();

  expect(kept).toContain(old);
  expect(filesOf()).toHaveLength(1);
  expect(filesOf()).not.toContain(old);
});

test('the lake can be brought up to date while a sync writes', async () => {
  await using orchard = await plant();
  await orchard.sync('--streams', 'issues');

  const running = orchard.start('--full');
  const asked = await Promise.all(
    [1, 2, 3].map(() => orchard.call('sql', 'SELECT count(*) AS n FROM issues', '--json')),
  );
  const { code } = await running.ended;

  expect(asked.map(({ err }) => err)).toEqual(['', '', '']);
  expect(asked.flatMap(json)).toEqual([{ n: 30 }, { n: 30 }, { n: 30 }]);
  expect(code).toBe(0);
});

const python = [process.env.SLUICE_PYTHON ?? 'python3', 'python3'].find((program) => {
  try {
    execFileSync(program, ['-c', 'import pandas, pyarrow'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

test.skipIf(python === undefined)('pandas reads an exported file, with times, numbers and text', async () => {
  await using orchard = await plant();
  await orchard.sync();
  const file = join(orchard.folder, 'issues.parquet');
  await orchard.call('export', 'issues', '--format', 'parquet', '--out', file);

  const program = `import pandas as pd, sys, json
frame = pd.read_parquet(sys.argv[1])
print(json.dumps([len(frame), str(frame.created_date.dtype)[:10], str(frame.created_date.min()), frame.status.value_counts().to_dict()]))`;
  const said = execFileSync(python ?? '', ['-c', program, file], { encoding: 'utf8' });

  expect(JSON.parse(said)).toEqual([30, 'datetime64', '2024-01-01 00:10:00', { DONE: 16, TODO: 14 }]);
});
