import * as z from 'zod';
import type { Client } from '../client.ts';

const Metrics = z.object({ metrics: z.array(z.object({ name: z.string() })) });
const MONTH = { project: 'orchard', from: '2024-01-01', to: '2024-01-31', by: 'month' };
/** In January of 2024, when the repository began. */
const SPAN = { from: '1704067200', until: '1706745600' };

/** SQL and metrics. */
export async function question({ ask }: Client): Promise<void> {
  const sql = (what: string, body: object, status = 200) => ask(what, 'POST /sql', { as: 'reader', body, status });
  const count = 'SELECT status, count(*) AS n, min(created_date) AS first FROM issues GROUP BY 1 ORDER BY 1';
  for (const format of ['ndjson', 'json', 'csv']) await sql(`SQL as ${format}`, { sql: count, format });
  await sql('SQL over two tables', {
    sql: 'SELECT i.id, b.board_id FROM issues i JOIN board_issues b ON b.issue_id = i.id ORDER BY 1, 2',
  });
  await sql('values of all kinds', {
    sql: "SELECT 1 AS i, 9007199254740993 AS big, 0.1 AS f, true AS b, NULL AS n, DATE '2024-01-31' AS d, TIMESTAMP '2024-01-31 01:02:03' AS t, [1, 2] AS l, {'a': 1} AS s",
  });
  await sql('SQL that changes something', { sql: 'DROP VIEW issues' }, 400);
  await sql('SQL of a file', { sql: "SELECT * FROM read_text('/etc/hostname')" }, 400);
  await sql('SQL with an error', { sql: 'SELECT colour FROM issues' }, 400);
  await sql('two questions', { sql: 'SELECT 1; SELECT 2' }, 400);
  await sql('no SQL', { sql: '' }, 400);

  const { json } = await ask('the metrics', 'GET /metrics', { as: 'reader' });
  const groups = new Set(Metrics.parse(json).metrics.map(({ name }) => name.split('.')[0] ?? ''));
  const measure = (what: string, name: string, query: Readonly<Record<string, string>>, status = 200) =>
    ask(what, 'GET /metrics/{name}', { as: 'reader', params: { name }, query: { ...MONTH, ...query }, status });
  for (const group of groups) await measure(`all of ${group}`, group, { explain: 'true' });
  await measure('by week, parted and explained', 'flow.entered', { by: 'week', split: 'type', explain: 'true' });
  await measure('as CSV', 'pr.size', { format: 'csv' });
  await measure('no metric', 'apples', {}, 400);
  await measure('no project', 'dora', { project: 'nothing' }, 400);
  await measure('no day', 'dora', { from: 'yesterday' }, 400);
}

/** What Grafana asks, by GET and by POST. */
export async function graph({ ask }: Client): Promise<void> {
  const asked: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>?])[] = [
    ['/render', { target: 'flow.entered.orchard.*.*', ...SPAN }],
    ['/metrics/find', { query: 'flow.entered.*', ...SPAN }],
    ['/metrics/expand', { query: 'flow.entered.orchard.*.*', ...SPAN }],
    ['/tags/autoComplete/tags', { tagPrefix: 'p' }],
    ['/tags/autoComplete/values', { tag: 'product', ...SPAN }],
    ['/tags/findSeries', { expr: 'name=flow.entered', ...SPAN }],
    ['/tags', {}],
    ['/tags/{tag}', { ...SPAN }, { tag: 'product' }],
    ['/functions', {}],
    ['/functions/{name}', {}, { name: 'sumSeries' }],
    ['/version', {}],
    ['/events/get_data', { tags: 'deploy', ...SPAN }],
  ];
  // Each by both methods, and at both of its places.
  for (const [path, query, params = {}] of asked) {
    await ask(`Grafana: GET ${path}`, `GET /graphite${path}`, { as: 'reader', base: '', params, query });
    await ask(`Grafana: POST ${path}`, `POST /graphite${path}`, {
      ...{ as: 'reader', params, body: new URLSearchParams(query).toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }
  const render = (what: string, query: Readonly<Record<string, string | readonly string[]>>, status = 200) =>
    ask(`Grafana: ${what}`, 'GET /graphite/render', { as: 'reader', base: '', query: { ...SPAN, ...query }, status });
  await render('two targets', { target: ['flow.entered.orchard.*.TODO', 'sumSeries(flow.entered.orchard.*.*)'] });
  await render('by tags', { target: "seriesByTag('name=flow.entered', 'product=orchard')" });
  await render('as CSV', { target: 'flow.entered.orchard.*.TODO', format: 'csv' });
  await render('no function', { target: 'apple(flow.entered.orchard.*.*)' }, 400);
  await render('half a target', { target: 'sumSeries(' }, 400);
  await ask('Grafana: without a key', 'GET /graphite/version', { as: 'nobody', base: '', status: 401 });
  await ask('Grafana: a function that there is not', 'GET /graphite/functions/{name}', {
    params: { name: 'apple' },
    status: 404,
  });
}
