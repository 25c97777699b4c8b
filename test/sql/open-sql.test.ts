import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createView } from '../../shared/sql/lake-table.ts';
import { askOnly, lockDown, openDuckDb, type Sql } from '../../shared/sql/open-sql.ts';
import { temporaryFolder } from '../support/sluice.ts';

interface Place extends AsyncDisposable {
  readonly folder: string;
  readonly sql: Sql;
}

/** A lake of one file, beside a file that is none of its business. */
async function openPlace(memory = '200MB'): Promise<Place> {
  const folder = temporaryFolder();
  for (const name of ['lake', 'spill']) mkdirSync(join(folder.path, name));
  writeFileSync(join(folder.path, 'secret.csv'), 'secret\n1\n');
  const { connection, close } = await openDuckDb({ memory, spill: join(folder.path, 'spill'), threads: 1 });
  const file = join(folder.path, 'lake', 'a.parquet');
  await connection.run(`COPY (SELECT 1 AS n, 'x' AS word) TO '${file}' (FORMAT parquet)`);
  const columns = ['n', 'word'].map((name) => ({ name, sqlType: 'VARCHAR' }));
  await createView(connection, { name: 'things', columns, files: [file] });
  await createView(connection, { name: 'nothings', columns, files: [] });
  await lockDown(connection, [join(folder.path, 'lake')]);
  return {
    folder: folder.path,
    sql: askOnly(connection, close),
    [Symbol.asyncDispose]: async () => {
      close();
      folder[Symbol.dispose]();
    },
  };
}

test('views are read, and a table without files is empty and has its types', async () => {
  await using place = await openPlace();

  expect(await place.sql.query('SELECT * FROM things')).toEqual([{ n: 1, word: 'x' }]);
  expect(await place.sql.query('SELECT * FROM nothings')).toEqual([]);
  expect(await place.sql.query(`SELECT column_type FROM (DESCRIBE nothings) WHERE column_name = 'n'`)).toEqual([
    { column_type: 'VARCHAR' },
  ]);
});

test('values come out as JSON has them', async () => {
  await using place = await openPlace();

  const [found] = await place.sql.query(
    `SELECT TIMESTAMP '2026-01-02 03:04:05.678' AS at, DATE '2026-01-02' AS day, 9007199254740993 AS large, 12 AS small,
      sum(n) AS sum, 1.25 AS fraction, [1, 2] AS list, INTERVAL 3 DAY AS span, NULL AS none FROM things`,
  );

  expect(found).toEqual({
    at: '2026-01-02T03:04:05.678Z',
    day: '2026-01-02',
    large: '9007199254740993',
    small: 12,
    sum: 1,
    fraction: 1.25,
    list: [1, 2],
    span: '3 days',
    none: null,
  });
});

test('parameters are given by position and by name', async () => {
  await using place = await openPlace();

  expect(await place.sql.query('SELECT word FROM things WHERE n = ?', [1])).toEqual([{ word: 'x' }]);
  expect(await place.sql.query('SELECT n FROM things WHERE word = $word', { word: 'x' })).toEqual([{ n: 1 }]);
});

test.each([
  ['a file beside the lake', (folder: string) => `SELECT * FROM read_csv('${folder}/secret.csv')`],
  ['a file by its bare name', (folder: string) => `SELECT * FROM '${folder}/secret.csv'`],
  ['a way out of the lake', (folder: string) => `SELECT * FROM read_text('${folder}/lake/../secret.csv')`],
  ['a list of files', () => `SELECT * FROM glob('/etc/*')`],
  ['the network', () => `SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')`],
  ['a file to be written', (folder: string) => `COPY things TO '${folder}/lake/b.parquet'`],
  [
    'a file written by EXPLAIN ANALYZE',
    (folder: string) => `EXPLAIN ANALYZE COPY things TO '${folder}/lake/b.parquet'`,
  ],
  ['the same behind a comment', (folder: string) => `/**/ EXPLAIN ANALYZE COPY things TO '${folder}/lake/b.parquet'`],
  ['a database to be attached', (folder: string) => `ATTACH '${folder}/lake/new.db'`],
  ['an extension', () => 'INSTALL httpfs'],
  ['a setting', () => 'SET enable_external_access = true'],
  ['a setting that was locked', () => `SET memory_limit = '8GB'`],
  ['a table', () => 'CREATE TABLE mine (n INTEGER)'],
  ['a view that is taken away', () => 'DROP VIEW things'],
  ['two statements', () => 'SELECT 1; SELECT 2'],
  ['a question before a change', () => 'SELECT 1; DROP VIEW things'],
  ['a procedure', () => 'CALL pragma_version()'],
])('%s is refused', async (_, sql) => {
  await using place = await openPlace();

  await expect(place.sql.query(sql(place.folder))).rejects.toThrow();

  expect(readdirSync(join(place.folder, 'lake'))).toEqual(['a.parquet']);
  expect(await place.sql.query('SELECT n FROM things')).toEqual([{ n: 1 }]);
});

test.each([
  ['SELECT * FROM thing', /^SQL: Catalog Error: Table with name thing does not exist! Did you mean "things"\?$/],
  ['SELEC 1', /^SQL: Parser Error: syntax error at or near "SELEC"$/],
  [`SELECT CAST('x' AS INTEGER)`, /^SQL: Conversion Error: Could not convert string 'x' to INT32$/],
  ['', /^there is nothing to ask: give one SELECT$/],
  ['-- nothing', /^there is nothing to ask: give one SELECT$/],
])('what is wrong with %j is said in one line', async (sql, message) => {
  await using place = await openPlace();

  await expect(place.sql.query(sql)).rejects.toThrow(message);
});

test('a question that needs more memory than it may use says so, and how to give it more', async () => {
  await using place = await openPlace('20MB');

  const large = `SELECT length(string_agg(repeat('x', 1000) || a, '')) FROM range(200000) t(a)`;

  await expect(place.sql.query(large)).rejects.toThrow(/^the query needs more memory than it may use: give --memory/);
});
