import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { places } from '../../shared/contract/places.ts';
import { Project } from '../../shared/contract/project.ts';
import { tables } from '../../shared/domain/tables.ts';
import { saveProject } from '../../shared/pipeline/projects.ts';
import { startGitHub } from '../support/github/server.ts';
import { REPOSITORY } from '../support/github/world.ts';
import { lakeDifferences } from '../support/lake-differences.ts';
import { apiUrl, deployedPorts, putConnection, readApiKey } from './deployed.ts';

const TOKEN = 'token-1';
const NAME = 'lake';
const SCOPE = `github@${NAME}:${REPOSITORY.name}`;
const CLI = new URL('../../cli/sluice.ts', import.meta.url).pathname;
const Run = z.object({ run: z.string(), state: z.string() });
const Row = z.record(z.string(), z.unknown());
const JANUARY = { from: '2024-01-01', to: '2024-01-31', by: 'month' } as const;

let server: { readonly url: string; close(): Promise<void> };
let key: string;
const folder = mkdtempSync(join(tmpdir(), 'sluice-lake-'));

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${apiUrl}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });

const ask = (sql: string): Promise<Response> =>
  call('/sql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sql }) });

const rowsIn = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Row.parse(JSON.parse(line)));

const sluice = async (...given: readonly string[]): Promise<string> => {
  const env = { ...process.env, GITHUB_TOKEN: TOKEN };
  return (await promisify(execFile)(process.execPath, [CLI, ...given, '--store', folder], { env })).stdout;
};

async function syncDeployed(idempotencyKey: string): Promise<string> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
  const response = await call('/runs', { method: 'POST', headers, body: JSON.stringify({ scopes: [SCOPE] }) });
  const { run } = Run.parse(await response.json());
  for (let i = 0; i < 240; i += 1) {
    const { state } = Run.parse(await (await call(`/runs/${run}`)).json());
    if (state !== 'planning' && state !== 'running') return state;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`run ${run} has no end after four minutes`);
}

beforeAll(async () => {
  server = await startGitHub();
  key = await readApiKey();
  await putConnection(NAME, { tokens: [TOKEN], baseUrl: server.url });
  await saveProject(deployedPorts().table, Project.parse({ name: 'orchard', scopes: [SCOPE] }));
  expect(await syncDeployed('lake-1')).toBe('completed');
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('after a deployed sync the lake holds what the domain table holds', async () => {
  const { table, domain, objects } = deployedPorts();
  const ours = {
    ...domain,
    scan: async function* () {
      for await (const item of domain.scan()) if (item.pk.split('|')[1]?.startsWith(`github/${NAME}`)) yield item;
    },
  };
  const names = [...tables.keys()];
  const published = await Promise.all(names.map((name) => table.query(places.lake(name))));
  const control = {
    ...table,
    query: async (pk: string) => ({
      items: (await table.query(pk)).items.filter(({ sk }) => sk.startsWith(`github/${NAME}`)),
    }),
  };

  expect(published.flatMap(({ items }) => items).length).toBeGreaterThan(10);
  expect(await lakeDifferences({ control, domain: ours, objects }, names)).toEqual([]);
});

test('SQL is answered, and only reads', async () => {
  const { domain } = deployedPorts();
  const stored: string[] = [];
  for await (const item of domain.scan())
    if (item.pk.startsWith(`issues|github/${NAME}/`) && item.deleted !== true) stored.push(item.sk);

  const counted = await ask(`SELECT count(*) AS n FROM issues WHERE id LIKE '%:${NAME}:%'`);
  const changing = await ask('DROP VIEW issues');
  const outside = await ask("SELECT * FROM read_text('/proc/self/environ')");

  expect(stored.length).toBeGreaterThan(10);
  expect(counted.status).toBe(200);
  expect(rowsIn(await counted.text())).toEqual([{ n: stored.length }]);
  expect([changing.status, outside.status]).toEqual([400, 400]);
});

test('Parquet is the rows that NDJSON is, asked in the words of a local server', async () => {
  const asked = `fields=id,title,story_point&type=BUG&format=`;

  const led = await call(`/data/issues?${asked}parquet`, { redirect: 'manual' });
  const file = await call(`/data/issues?${asked}parquet`);
  const rows = rowsIn(await (await call(`/data/issues?${asked}ndjson`)).text());
  const refused = await call('/data/issues?format=parquet&fields=nothing');

  expect([led.status, led.headers.get('location')?.split('?')[0]]).toEqual([303, 'issues/parquet']);
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/vnd.apache.parquet']);
  const found = await parquetReadObjects({ file: await file.arrayBuffer() });
  const byId = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) =>
    String(a.id) < String(b.id) ? -1 : 1;
  expect(rows.length).toBeGreaterThan(1);
  expect(found.map((each) => Row.parse(each)).toSorted(byId)).toEqual(rows.toSorted(byId));
  expect(refused.status).toBe(400);
});

test('a metric is what it is on a laptop', async () => {
  await sluice('sync', SCOPE, '--base-url', server.url, '--json');
  await sluice('project', 'set', 'orchard', SCOPE);
  const { from, to, by } = JANUARY;
  // A line of the API has the columns of all metrics of the group: those of another one are null.
  const values = (text: string) =>
    rowsIn(text).map(({ as_of: _, finality: __, ...row }) =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
    );

  for (const metric of ['dora', 'flow.entered', 'pr.size']) {
    const local = await sluice(
      'metric',
      metric,
      '--project',
      'orchard',
      '--json',
      '--from',
      from,
      '--to',
      to,
      '--by',
      by,
    );
    const there = await call(`/metrics/${metric}?project=orchard&format=ndjson&from=${from}&to=${to}&by=${by}`);

    expect(there.status, metric).toBe(200);
    expect(values(await there.text()), metric).toEqual(values(local));
  }
  const measured = z
    .object({ metrics: z.array(z.object({ asOf: z.string().nullable(), isEmpty: z.boolean() })) })
    .parse(await (await call(`/metrics/flow.entered?project=orchard&from=${from}&to=${to}&by=${by}`)).json());
  expect(measured.metrics).toEqual([{ asOf: expect.stringMatching(/Z$/), isEmpty: false }]);
});

test('a sync that changes nothing publishes nothing', async () => {
  const { objects } = deployedPorts();
  const before = await Array.fromAsync(objects.list('lake/'));

  expect(await syncDeployed('lake-2')).toBe('completed');

  expect(await Array.fromAsync(objects.list('lake/'))).toEqual(before);
});
