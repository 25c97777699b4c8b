import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { appOf } from '../../shared/api/app-of.ts';
import { graphiteRoutes } from '../../shared/api/graphite/routes.ts';
import { metricRoutes } from '../../shared/api/lake/metrics.ts';
import { sqlRoutes } from '../../shared/api/lake/sql.ts';
import { cachedFiles } from '../../shared/aws/cached-files.ts';
import { configStore } from '../../shared/config/config-store.ts';
import { metrics } from '../../shared/config/resources.ts';
import { Project } from '../../shared/contract/project.ts';
import { lakeOf } from '../../shared/lake/lake-of.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { saveProject } from '../../shared/pipeline/projects.ts';
import { lakeReader } from '../../shared/sql/lake-reader.ts';
import { smallWorld } from '../support/small-world.ts';
import { apiWorld, jsonOf } from './world.ts';

const thing = (id: number, title: string) => ({ id, title, labels: [], at: '2026-01-01T00:00:00Z' });
let folder: string;
let app: ReturnType<typeof appOf>;
let clock: ReturnType<typeof smallWorld>['ports']['clock'];
let control: ReturnType<typeof smallWorld>['ports']['table'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-query-'));
  const world = smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': [thing(1, 'one'), thing(2, '=1+1, "two"')],
    '/here/things/1/state': { state: 'open' },
    '/here/things/2/state': { state: 'open' },
    '/here/notes': [],
  });
  const { table, domain, objects } = world.ports;
  clock = world.ports.clock;
  Object.assign(world.ports, { lake: lakeOf({ table, domain, objects, lake: objects }) });
  await saveProject(table, Project.parse({ name: 'shop', scopes: ['toy:here'] }));
  await world.sync();
  const files = cachedFiles({ objects, folder: join(folder, 'lake'), most: 2 ** 30 });
  const scratch = { folder: join(folder, 'lake'), spill: join(folder, 'spill') };
  const lake = lakeReader({ control: table, files, ...scratch, memory: '512MB', threads: 1, longest: 60_000 });
  const ports = { table, clock, lake, metrics: readDefinitions() };
  control = table;
  app = appOf(ports, [...sqlRoutes(ports), ...metricRoutes(ports), ...graphiteRoutes(ports)]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const caller = { name: 'ann', role: 'reader', kind: 'key' } as const;
const get = (path: string) => app.request(`/api/v1${path}`, {}, { caller });
const sql = (body: unknown, by: object = { caller }) =>
  app.request('/api/v1/sql', { method: 'POST', body: JSON.stringify(body) }, by);

test('a question is answered as NDJSON, JSON or CSV', async () => {
  const question = 'SELECT id, title FROM issues ORDER BY id';

  const ndjson = await sql({ sql: question });
  const json = await sql({ sql: question, format: 'json' });
  const csv = await sql({ sql: question, format: 'csv' });

  expect(ndjson.headers.get('content-type')).toMatch(/ndjson/);
  expect((await ndjson.text()).split('\n')[0]).toBe('{"id":"t:1","title":"one"}');
  expect(await jsonOf(json)).toEqual({
    columns: ['id', 'title'],
    rows: [
      { id: 't:1', title: 'one' },
      { id: 't:2', title: '=1+1, "two"' },
    ],
  });
  // What a spreadsheet would take for a formula is text.
  expect(await csv.text()).toBe('id,title\r\nt:1,one\r\nt:2,"\'=1+1, ""two"""\r\n');
});

test('measures several metrics in one answer, each once', async () => {
  const named = 'issue.created,dora,issue.created,issue.wip';
  const { metrics } = z
    .object({ metrics: z.array(z.object({ name: z.string() })) })
    .parse(await jsonOf(await get(`/metrics/${named}?project=shop&by=range&from=2026-01-01&to=2026-01-31`)));
  const names = metrics.map(({ name }) => name);

  expect(names.filter((name) => !name.startsWith('dora.'))).toEqual(['issue.created', 'issue.wip']);
  expect(names.filter((name) => name.startsWith('dora.'))).toHaveLength(5);
});

test.each([
  [{ sql: 'DROP VIEW issues' }, 'only questions are answered here'],
  [{ sql: "SELECT * FROM read_text('/etc/passwd')" }, 'Permission Error'],
  [{ sql: 'SELECT * FROM range(1000000)' }, 'larger than 4 MiB'],
  [{ sql: 'SELECT 1', format: 'xml' }, 'format'],
  [{ question: 'SELECT 1' }, 'sql'],
])('%j is refused', async (body, why) => {
  const response = await sql(body);

  expect(response.status).toBe(400);
  expect(JSON.stringify(await response.json())).toContain(why);
});

test('nobody asks without a key, and asking writes nothing', async () => {
  const before = control.rows().length;

  const nobody = await sql({ sql: 'SELECT 1' }, {});
  await app.request(
    '/api/v1/sql',
    { method: 'POST', body: '{"sql":"SELECT 1"}', headers: { 'idempotency-key': 'k' } },
    { caller },
  );

  expect(nobody.status).toBe(401);
  expect(control.rows()).toHaveLength(before);
});

test('the metrics are listed with what they mean', async () => {
  const listed = await jsonOf(get('/metrics'));

  expect(listed).toMatchObject({ next: null });
  expect(JSON.stringify(listed)).toContain('"name":"dora.deployment_frequency"');
});

test('a group is measured bucket by bucket, with as of when, how sure, and why it is empty', async () => {
  const response = await get('/metrics/dora?project=shop&by=month&from=2026-01-01&to=2026-01-01');

  const answer = await jsonOf(response);
  expect(response.status).toBe(200);
  expect(answer).toMatchObject({
    project: 'shop',
    metrics: expect.arrayContaining([expect.objectContaining({ isEmpty: true })]),
  });
  const { metrics } = Object(answer);
  expect(metrics.length).toBeGreaterThan(3);
  for (const { why, rows } of metrics) {
    expect(why.length).toBeGreaterThan(0);
    expect(rows[0]).toMatchObject({ bucket: '2026-01', as_of: null });
  }
});

test('the same rows come as CSV', async () => {
  const text = await (await get('/metrics/flow.entered?project=shop&format=csv&from=2026-01-01&to=2026-01-01')).text();

  expect(text.split('\r\n')[0]).toMatch(/^metric,bucket,start,end,/);
  expect(text).toContain('flow.entered,2026-01-01');
});

test.each([
  ['/metrics/dara?project=shop', 'there is no metric'],
  ['/metrics/dora', 'give --project; there is: shop'],
  ['/metrics/dora?project=nope', 'there is no project'],
  ['/metrics/dora?project=shop&from=yesterday', 'from'],
  ['/metrics/pr.size?project=shop&split=author', 'no tag'],
])('%s is refused in one line', async (path, why) => {
  const response = await get(path);

  expect(response.status).toBe(400);
  expect(JSON.stringify(await response.json())).toContain(why);
});

test("a metric of one's own is listed, measured, and found by Grafana", async () => {
  const sql = 'SELECT b.bucket, (SELECT count(*) FROM issues) AS things FROM buckets b';
  const own = { title: 'Things', means: 'How many things came.', needs: 'boards', values: ['things count'], sql };
  await configStore({ table: control, clock }).put(metrics, metrics.stored.parse({ name: 'shop.things', ...own }));

  const listed = await (await get('/metrics')).text();
  const measured = await jsonOf(await get('/metrics/shop.things?project=shop&by=month&from=2026-01-01&to=2026-01-31'));
  const found = await (await get('/graphite/metrics/find?query=shop.*')).text();

  expect(listed).toContain('How many things came.');
  expect(measured).toMatchObject({ metrics: [{ name: 'shop.things', rows: [{ things: 2 }] }] });
  expect(found).toContain('things');
});

test('where there is no lake, it is said', async () => {
  const { call } = apiWorld();

  expect((await call('/sql', { method: 'POST', body: { sql: 'SELECT 1' } })).status).toBe(501);
  expect((await call('/metrics')).status).toBe(501);
  expect((await call('/metrics/dora?project=shop')).status).toBe(501);
});
