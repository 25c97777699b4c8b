import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { plant, SCOPE, TOKEN } from '../support/orchard.ts';
import { type Running, startSluice } from '../support/sluice.ts';

const Ready = z.object({ url: z.string(), key: z.string() });
const Run = z.looseObject({ run: z.string(), state: z.string() });

/** A local server in a process of its own. */
async function serve(store: string) {
  const running: Running = startSluice(['serve', '--port', '0', '--json', '--store', store]);
  const lines = createInterface({ input: running.child.stdout ?? process.stdin });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    running.ended.then(({ err }) => Promise.reject(new Error(`it has ended: ${err}`))),
  ]);
  const { url, key } = Ready.parse(JSON.parse(first));
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });
  const send = (method: string, path: string, body: unknown) => call(path, { method, body: JSON.stringify(body) });
  return {
    url,
    key,
    call,
    send,
    running,
    json: async (path: string): Promise<unknown> => JSON.parse(await (await call(path)).text()),
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

/** Waits for the end of a run. */
async function ended({ json }: Awaited<ReturnType<typeof serve>>, run: string): Promise<z.infer<typeof Run>> {
  for (;;) {
    const found = Run.parse(await json(`/runs/${run}`));
    if (!['planning', 'running'].includes(found.state)) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const hostOf = (url: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path: '/api/v1/me', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

test('a connection, a run and its data: all over the API of the local server, and the token is nowhere but in its file', async () => {
  await using orchard = await plant();
  await using server = await serve(orchard.store);
  const { call, send, json } = server;

  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${server.url}/api/v1/runs`)).status).toBe(401);
  expect(await hostOf(server.url, 'evil.example')).toBe(403);
  expect(statSync(join(orchard.store, 'api-key')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(orchard.store, 'api-key'), 'utf8').trim()).toBe(server.key);

  const connection = { plugin: 'github', baseUrl: orchard.github.url };
  expect((await send('PUT', '/connections/github', connection)).status).toBe(201);
  expect((await send('PUT', '/connections/github/secret', { token: TOKEN })).status).toBe(204);
  const checked: unknown = await (await send('POST', '/connections/github/check', {})).json();
  expect(checked).toEqual({
    ok: true,
    credentials: [{ token: expect.stringMatching(/^\w+$/), ok: true, reason: '', field: null }],
  });

  const started = Run.parse(await (await send('POST', '/runs', { scopes: [SCOPE] })).json());
  const run = await ended(server, started.run);
  expect(run).toMatchObject({ state: 'completed', report: { state: 'completed' } });

  const text = await (await call('/data/issues?fields=id,title')).text();
  const issues = text
    .split('\n')
    .slice(0, -1)
    .map((line) => z.object({ id: z.string(), title: z.string() }).parse(JSON.parse(line)));
  expect(issues.length).toBeGreaterThan(10);
  const [issue] = issues;
  expect(await json(`/data/issues/${encodeURIComponent(issue?.id ?? '')}/raw`)).toMatchObject({
    rows: [{ source: { isIntact: true, element: { title: issue?.title } } }],
  });
  const parquet = new Uint8Array(await (await call('/data/issues?format=parquet')).arrayBuffer());
  expect(Buffer.from(parquet.slice(0, 4)).toString()).toBe('PAR1');
  expect(Buffer.from(parquet.slice(-4)).toString()).toBe('PAR1');
  expect(await json('/tables')).toMatchObject({
    tables: expect.arrayContaining([expect.objectContaining({ name: 'issues', rows: issues.length })]),
  });
  const log = await (await call(`/runs/${run.run}/logs`)).text();
  expect(log.split('\n').length).toBeGreaterThan(5);
  const graphite = await fetch(`${server.url}/graphite/metrics/find?query=flow.*`, {
    headers: { authorization: `Basic ${Buffer.from(`grafana:${server.key}`).toString('base64')}` },
  });
  expect(await graphite.json()).toContainEqual(expect.objectContaining({ text: 'entered', expandable: 1 }));

  const said = await Promise.all(
    ['/connections', '/runs', `/runs/${run.run}`, '/openapi.json', '/plugins', '/keys'].map(async (path) =>
      (await call(path)).text(),
    ),
  );
  for (const answer of [...said, log, text]) expect(answer).not.toContain(TOKEN);
  const { code, out, err } = await server.stop();
  expect([code, err]).toEqual([0, '']);
  expect(out).not.toContain(TOKEN);
  for (const file of ['sluice.db', 'sluice.db-wal']) {
    const bytes = readFileSync(join(orchard.store, file), { flag: 'a+' });
    expect(bytes.includes(TOKEN), file).toBe(false);
    expect(bytes.includes(server.key), file).toBe(false);
  }
});

test('a run that is cut off with the server goes on with the next one, under the key of the folder', async () => {
  await using orchard = await plant({ size: { issues: 60 } });
  const started = await (async () => {
    await using server = await serve(orchard.store);
    await server.send('PUT', '/connections/github', { plugin: 'github', baseUrl: orchard.github.url });
    const run = Run.parse(await (await server.send('POST', '/runs', { scopes: [SCOPE] })).json());
    return { run: run.run, key: server.key };
  })();

  await using next = await serve(orchard.store);

  expect(next.key).toBe(started.key);
  expect((await ended(next, started.run)).state).toBe('completed');
});
