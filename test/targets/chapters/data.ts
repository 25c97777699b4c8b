import { parquetReadObjects } from 'hyparquet';
import * as z from 'zod';
import type { Answer, Client } from '../client.ts';
import { SCOPE } from './configuration.ts';

const Tables = z.object({ tables: z.array(z.object({ name: z.string(), rows: z.number() })) });

const Complete = z.looseObject({ connection: z.string() });

/** Every table in every form, and where its rows came from. */
export async function read({ ask }: Client): Promise<void> {
  const reader = { as: 'reader' };
  const listed = await ask('the tables', 'GET /tables', reader);
  await ask('what can be asked for', 'GET /data', reader);
  // Of what was canceled, it is chance how much is complete.
  const uncanceled = ({ json }: Answer) => {
    const { completeness, ...table } = z.looseObject({ completeness: z.array(Complete) }).parse(json);
    return { ...table, completeness: completeness.filter(({ connection }) => connection !== 'slow') };
  };
  await ask('a table', 'GET /tables/{table}', { ...reader, params: { table: 'issues' }, shown: uncanceled });
  await ask('a table that there is not', 'GET /tables/{table}', { params: { table: 'apples' }, status: 404 });
  await ask('columns', 'GET /data/{table}/schema', { ...reader, params: { table: 'issues' } });
  for (const { name } of Tables.parse(listed.json).tables)
    await ask(`the rows of ${name}`, 'GET /data/{table}', { params: { table: name }, query: { fields: '*' } });
  const issues = (what: string, query: Readonly<Record<string, string | readonly string[]>>, more: object = {}) =>
    ask(`issues: ${what}`, 'GET /data/{table}', { ...reader, params: { table: 'issues' }, query, ...more });
  await issues('some columns', { fields: 'id,title, status' });
  await issues('those that are done', { fields: 'id', status: 'DONE' });
  await issues('those of two states', { fields: 'id', status: ['DONE', 'TODO'] });
  await issues('those without an assignee', { fields: 'id', assignee_id: '' }, { as: 'operator' });
  await issues('those without an assignee, for who may not know', { assignee_id: '' }, { status: 403 });
  await issues('of a scope', { fields: 'id', scope: SCOPE });
  await issues('of no scope', { scope: 'github:octo/nothing' }, { status: 400 });
  await issues('seen since then', { fields: 'id', since: '2025-01-01' });
  await issues('seen until then', { fields: 'id', until: '2025-01-01T00:00:00Z' });
  await issues('since never', { since: 'yesterday' }, { status: 400 });
  await issues('with those that were deleted', { fields: 'id', deleted: '1' });
  await issues('with an end', { fields: 'id', end: '1' });
  await issues('as CSV', { fields: 'id,title,created_date', format: 'csv' });
  await issues('as CSV by Accept', { fields: 'id' }, { headers: { accept: 'text/csv' } });
  await issues('as Parquet', { format: 'parquet' }, { shown: rowsIn });
  await issues('some columns as Parquet', { fields: 'id,title', format: 'parquet' }, { shown: rowsIn });
  await issues('some of them as Parquet', { format: 'parquet', status: 'DONE' }, { shown: rowsIn });
  await issues('one scope of them as Parquet', { format: 'parquet', scope: SCOPE }, { status: 400 });
  await ask('issues: as a file', 'GET /data/{table}/parquet', {
    ...reader,
    params: { table: 'issues' },
    shown: rowsIn,
  });
  await issues('as nothing', { format: 'xls' }, { status: 400 });
  await issues('no column', { fields: 'id,colour' }, { status: 400 });
  await issues('of no column', { colour: 'red' }, { status: 400 });
  await issues('no page', { cursor: 'x' }, { status: 400 });
  await issues('no limit', { limit: '0' }, { status: 400 });
  const first = await issues('the first page', { fields: 'id', limit: '20' });
  const cursor = /[?&]cursor=([\w-]+)/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  await issues('the second page', { fields: 'id', limit: '20', cursor });
  await issues('the second page of others', { fields: 'id,title', limit: '20', cursor }, { status: 400 });
  await issues('as they were asked for first', { fields: 'id' }, { base: '' });
  await ask('rows of no table', 'GET /data/{table}', { params: { table: 'apples' }, status: 404 });

  const raw = (what: string, table: string, key: string, status = 200) =>
    ask(what, 'GET /data/{table}/{key}/raw', { ...reader, params: { table, key }, status });
  await raw('where an issue came from', 'issues', 'github:GithubIssue:github@orchard:100001', 404);
  const [line = '{}'] = first.text.split('\n');
  const { id } = z.object({ id: z.string().catch('') }).parse(JSON.parse(line));
  await raw('where the first issue came from', 'issues', id);
  await raw('where no row came from', 'apples', id, 404);
  await ask('the scopes that were synced', 'GET /synced-scopes', reader);
}

/** The rows of a file: how it packs them is the writer's own affair. */
async function rowsIn({ bytes }: Answer): Promise<unknown> {
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
}

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
