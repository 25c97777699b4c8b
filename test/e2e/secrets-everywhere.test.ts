import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { canary, filesIn, leaksIn, type Place } from '../support/hostile/canary.ts';
import { hostileVendors, SCOPES } from '../support/hostile/vendors.ts';
import { sluice, startSluice, temporaryFolder } from '../support/sluice.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
/** A line of the key, which is all that tells it. */
const PEM = privateKey.split('\n')[5] ?? '';
const ISSUED = canary('issued');
const APP = JSON.stringify({ appId: 7, installationId: 42, privateKey });

/** Every plugin with every kind of credential that it takes, by the way in which it is put in. */
const CREDENTIALS = {
  /** Variables named by a reference, or by what everybody calls them. */
  environment: {
    CANARY_APP: APP,
    CANARY_JIRA: canary('jira-pat'),
    JENKINS_TOKEN: `ci:${canary('jenkins')}`,
    PAGERDUTY_TOKEN: canary('pagerduty'),
  },
  files: { gitlab: canary('gitlab'), tapd: `api_user:p/q+r=s"&${canary('tapd-password')}/+=&%"` },
  /** Sent to the API. */
  sent: {
    ghpat: canary('github-pat'),
    jira: `ann@example.com:${canary('jira-api-token')}`,
    tapdapp: canary('tapd-app'),
    pdoauth: `pdus+${canary('pagerduty-oauth')}`,
    opsgenie: canary('opsgenie'),
  },
};
const PLUGIN_OF: Readonly<Record<string, string>> = {
  ghpat: 'github',
  jirapat: 'jira',
  tapdapp: 'tapd',
  pdoauth: 'pagerduty',
};
const CONNECTIONS = [
  'github',
  'ghpat',
  'gitlab',
  'jenkins',
  'jira',
  'jirapat',
  'tapd',
  'tapdapp',
  'pagerduty',
  'pdoauth',
  'opsgenie',
];
const pluginOf = (connection: string): string => PLUGIN_OF[connection] ?? connection;
const scopeOf = (connection: string): string => {
  const plugin = pluginOf(connection);
  return `${plugin === connection ? plugin : `${plugin}@${connection}`}:${SCOPES[plugin]}`;
};

const Ready = z.object({ url: z.string(), key: z.string() });
const Run = z.looseObject({ run: z.string(), state: z.string() });
const Row = z.object({ id: z.string() });
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const Tables = z.object({ tables: z.array(z.object({ name: z.string(), rows: z.number() })) });
const List = z.object({ connections: z.array(z.object({ name: z.string(), revision: z.number() })) });

/** The local server of a store, and all that it has ever answered. */
async function serve(store: string, environment: NodeJS.ProcessEnv) {
  const running = startSluice(['serve', '--port', '0', '--json', '--store', store], environment);
  const [line] = await Promise.race([
    once(createInterface({ input: running.child.stdout ?? process.stdin }), 'line'),
    running.ended.then(({ err }) => Promise.reject(new Error(`it has ended: ${err}`))),
  ]);
  const { url, key } = Ready.parse(JSON.parse(String(line)));
  const answers: Place[] = [];
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': `${answers.length}` };
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    answers.push({ at: `${method} ${path} ${response.status}`, bytes });
    answers.push({ at: `headers of ${method} ${path}`, bytes: JSON.stringify([...response.headers]) });
    return { status: response.status, text: bytes.toString() };
  };
  const json = async (path: string): Promise<unknown> => JSON.parse((await call('GET', path)).text);
  const ended = async (run: string): Promise<z.infer<typeof Run>> => {
    for (;;) {
      const found = Run.parse(await json(`/api/v1/runs/${run}`));
      if (!['planning', 'running'].includes(found.state)) return found;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  return {
    call,
    json,
    ended,
    answers,
    start: async (path: string, body?: unknown) => Run.parse(JSON.parse((await call('POST', path, body)).text)).run,
    stop: async () => {
      running.child.kill('SIGTERM');
      return running.ended;
    },
    [Symbol.asyncDispose]: async () => {
      running.child.kill('SIGKILL');
      await running.ended;
    },
  };
}

/** Every row of a store's database, as SQLite gives it: a page on the disk may part a text. */
function* rowsIn(store: string): Generator<Place> {
  const database = new DatabaseSync(join(store, 'sluice.db'));
  const names = database
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`)
    .all()
    .map(({ name }) => String(name));
  for (const name of names)
    for (const row of database.prepare(`SELECT * FROM "${name}"`).iterate())
      for (const [column, value] of Object.entries(row))
        yield { at: `${name}.${column}`, bytes: value instanceof Uint8Array ? value : String(value) };
  database.close();
}

/** Every row of every Parquet file below a folder. */
async function parquetIn(folder: string): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const { at, bytes } of filesIn(folder))
    if (at.endsWith('.parquet')) {
      const rows = await parquetReadObjects({ file: new Uint8Array(Buffer.from(bytes)).buffer });
      const text = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));
      places.push({ at: `rows of ${at}`, bytes: text });
    }
  return places;
}

test('canaries in every kind of credential of every plugin are nowhere, though the vendors write them into all they answer', async () => {
  await using vendors = await hostileVendors({ issued: ISSUED });
  using folder = temporaryFolder();
  const [store, keys] = [join(folder.path, 'store'), join(folder.path, 'keys')];
  const at = (plugin: string) => `${vendors.url}/${plugin}`;
  const environment = {
    ...CREDENTIALS.environment,
    JENKINS_URL: at('jenkins'),
    PAGERDUTY_URL: at('pagerduty'),
    HOME: folder.path,
  };
  for (const [name, secret] of Object.entries(CREDENTIALS.files)) writeFileSync(`${keys}-${name}`, `${secret}\n`);
  const file = join(folder.path, 'sluice.yaml');
  writeFileSync(
    file,
    JSON.stringify({
      version: 1,
      connections: {
        github: { plugin: 'github', baseUrl: at('github'), tokens: ['env:CANARY_APP'] },
        gitlab: { plugin: 'gitlab', baseUrl: at('gitlab'), tokens: [`file:${keys}-gitlab`] },
        jirapat: { plugin: 'jira', baseUrl: at('jira'), tokens: ['env:CANARY_JIRA'] },
        tapd: { plugin: 'tapd', baseUrl: at('tapd'), tokens: [`file:${keys}-tapd`] },
      },
      projects: { shop: { scopes: CONNECTIONS.map(scopeOf) } },
    }),
  );
  const said: Place[] = [];
  const command = async (given: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const { code, out, err } = await sluice(given, { ...environment, ...more });
    said.push({ at: `sluice ${given[0]}: out`, bytes: out }, { at: `sluice ${given[0]}: err`, bytes: err });
    return { code, out, err };
  };

  // In, by every way that there is; and by those that there are not.
  expect(await command(['apply', '--file', file, '--store', store])).toMatchObject({ code: 0 });
  await using server = await serve(store, environment);
  const { call, json } = server;
  for (const [name, token] of Object.entries(CREDENTIALS.sent)) {
    await call('PUT', `/api/v1/connections/${name}`, { plugin: pluginOf(name), baseUrl: at(pluginOf(name)) });
    expect(await call('PUT', `/api/v1/connections/${name}/secret`, { token })).toMatchObject({ status: 204 });
  }
  const wrong = canary('wrong');
  for (const body of [
    { plugin: 'github', tokens: [wrong] },
    { plugin: 'github', tokens: [`${wrong}:x`] },
    { plugin: 'github', baseUrl: `https://user:${wrong}@vendor.example` },
    { plugin: 'github', baseUrl: `https://vendor.example/?token=${wrong}` },
    { plugin: 'github', share: wrong },
    `{"token": "${wrong}"`,
  ]) {
    expect(await call('PUT', '/api/v1/connections/wrong', body)).toMatchObject({ status: 400 });
    expect((await call('PUT', '/api/v1/connections/opsgenie/secret', body)).status).toBe(400);
  }

  // Used: at once, and in runs that fail in part, are tried again, derived again and canceled.
  for (const name of CONNECTIONS) {
    const path = `/api/v1/connections/${name}`;
    await call('POST', `${path}/check`, {});
    await call('GET', `${path}/discover${name.startsWith('tapd') ? '?filter=1' : ''}`);
    await call('GET', `${path}/fields?scope=${SCOPES[pluginOf(name)]}`);
    await call('POST', '/api/v1/preview', { scope: scopeOf(name), stream: 'issues' });
  }
  const first = await server.start('/api/v1/runs', { scopes: CONNECTIONS.map(scopeOf) });
  const { state, report } = await server.ended(first);
  const retried = await server.start(`/api/v1/runs/${first}/retry`);
  await server.ended(retried);
  const derived = await server.start(`/api/v1/runs/${first}/rerun`, { from: 'extract' });
  await server.ended(derived);
  const canceled = await server.start('/api/v1/runs', { scopes: CONNECTIONS.map(scopeOf), options: { full: true } });
  await call('POST', `/api/v1/runs/${canceled}/cancel`);
  await server.ended(canceled);

  // Read: every GET that there is, of what there is.
  const { tables } = Tables.parse(await json('/api/v1/tables'));
  const filled = tables.filter(({ rows }) => rows > 0).map(({ name }) => name);
  for (const table of filled) {
    for (const format of ['ndjson', 'csv']) await call('GET', `/api/v1/data/${table}?format=${format}`);
    const [line = '{}'] = (await call('GET', `/api/v1/data/${table}?limit=1`)).text.split('\n');
    const row = Row.safeParse(JSON.parse(line || '{}'));
    if (row.success) await call('GET', `/api/v1/data/${table}/${encodeURIComponent(row.data.id)}/raw`);
    await call('POST', '/api/v1/sql', { sql: `SELECT * FROM "${table}"` });
  }
  await call('GET', '/api/v1/data/issues?format=parquet');
  const { paths } = Document.parse(await json('/api/v1/openapi.json'));
  const names: Readonly<Record<string, readonly string[]>> = {
    runs: [first, retried, derived, canceled],
    connections: CONNECTIONS,
    plugins: Object.keys(SCOPES),
    tables: filled,
    data: [],
    projects: ['shop'],
  };
  for (const [path, methods] of Object.entries(paths)) {
    const [, kind = '', rest] = /^\/([\w-]+)\/\{\w+\}(.*)$/.exec(path) ?? [];
    const each =
      kind === '' ? [path] : (names[kind] ?? ['x']).map((name) => `/${kind}/${encodeURIComponent(name)}${rest}`);
    if ('get' in methods) for (const one of each.filter((to) => !to.includes('{'))) await call('GET', `/api/v1${one}`);
  }
  for (const path of ['/', '/healthz', '/graphite/metrics/find?query=*', '/graphite/events/get_data'])
    await call('GET', path);
  const stopped = await server.stop();
  said.push({ at: 'sluice serve: out', bytes: stopped.out }, { at: 'sluice serve: err', bytes: stopped.err });

  // By the command, too.
  const wrongFile = join(folder.path, 'wrong.yaml');
  writeFileSync(
    wrongFile,
    `connections:\n  a: { plugin: github, tokens: [${wrong}] }\n  b: { plugin: github, baseUrl: 'https://u:${wrong}@v.example' }\n`,
  );
  const inUrl = `http://user:${wrong}@${new URL(vendors.url).host}/github`;
  const other = join(folder.path, 'other');
  const calls: readonly (readonly [number, readonly string[], NodeJS.ProcessEnv?])[] = [
    [1, ['sync', scopeOf('gitlab'), '--full', '--store', store]],
    [1, ['sync', scopeOf('pagerduty'), '--store', store, '--json']],
    [2, ['sync', scopeOf('github'), '--base-url', inUrl, '--store', other]],
    [2, ['sync', scopeOf('github'), '--store', other], { GITHUB_URL: inUrl, GITHUB_TOKEN: wrong }],
    [2, ['apply', '--file', wrongFile, '--store', store]],
    [2, ['diff', '--file', wrongFile, '--store', store]],
    [0, ['get', '--yaml', '--store', store]],
    [0, ['logs', first, '--store', store]],
    [0, ['doctor', '--store', store]],
    [0, ['discover', 'opsgenie', '--store', store]],
    [0, ['data', 'issues', '--store', store]],
    [0, ['export', 'issues', '--format', 'parquet', '--out', join(folder.path, 'issues.parquet'), '--store', store]],
  ];
  for (const [code, given, more] of calls)
    expect([given, (await command(given, more)).code], given.join(' ')).toEqual([given, code]);

  // Nothing of it can pass by having done nothing.
  expect(state).toBe('completed_with_errors');
  expect(report).toBeDefined();
  const raw = readdirSync(join(store, 'objects/raw'), { recursive: true }).filter((name) =>
    String(name).endsWith('.zst'),
  );
  expect(raw.length).toBeGreaterThan(40);
  expect(filled.length).toBeGreaterThan(15);
  const shown = new Set(vendors.seen.map(({ secret }) => secret));
  const used = [
    ...Object.values(CREDENTIALS.environment).filter((each) => each !== APP),
    ...Object.values(CREDENTIALS.files),
    ...Object.values(CREDENTIALS.sent),
  ];
  const secretOf = (credential: string) => credential.slice(credential.indexOf(':') + 1);
  expect(used.map(secretOf).filter((secret) => !shown.has(secret))).toEqual([]);
  expect(shown.has(ISSUED)).toBe(true);
  for (const status of [200, 301, 302, 403, 404, 422])
    expect(
      vendors.seen.some((one) => one.status === status),
      String(status),
    ).toBe(true);
  const parquet = await parquetIn(folder.path);
  expect(parquet.length).toBeGreaterThan(5);
  const { connections } = List.parse(
    JSON.parse(
      server.answers.findLast(({ at: place }) => place === 'GET /api/v1/connections 200')?.bytes.toString() ?? '{}',
    ),
  );
  expect(connections.length).toBe(9);

  // The places that secrets were put into by their owner, and no other.
  const own = [...Object.keys(CREDENTIALS.files).map((name) => `${keys}-${name}`), wrongFile];
  const kept = Object.keys(CREDENTIALS.sent).map((name) => join(store, 'secrets', name));
  expect(kept.filter((place) => !existsSync(place))).toEqual([]);
  const files = [...filesIn(folder.path)].filter((place) => ![...own, ...kept].includes(place.at));
  const page = join(import.meta.dirname, '../../web/dist');
  const built = existsSync(page) ? [...filesIn(page)] : [];
  const leaks = leaksIn([...said, ...server.answers, ...files, ...rowsIn(store), ...parquet, ...built], [PEM, ISSUED]);
  expect([leaks.length, ...leaks.slice(0, 20)]).toEqual([0]);
}, 300_000);
