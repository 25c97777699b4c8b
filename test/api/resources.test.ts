import { describe, expect, test } from 'vitest';
import { apiWorld, jsonOf } from './world.ts';

const body = { scopes: ['toy:here'], cron: '30 2 * * *', zone: 'Europe/Berlin' };

describe('a resource', () => {
  test('has a revision that grows with each change, and a stale one is refused', async () => {
    const { call } = apiWorld();

    const made = await call('/blueprints/nightly', { method: 'PUT', body });
    const same = await call('/blueprints/nightly', { method: 'PUT', body });
    const changed = await call('/blueprints/nightly', {
      method: 'PUT',
      body: { ...body, cron: '0 4 * * *' },
      headers: { 'if-match': '"1"' },
    });
    const stale = await call('/blueprints/nightly', { method: 'PUT', body, headers: { 'if-match': '"1"' } });
    const gone = await call('/blueprints/nightly', { method: 'DELETE', headers: { 'if-match': '"1"' } });

    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect([same.status, same.headers.get('etag')]).toEqual([200, '"1"']);
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect([stale.status, gone.status]).toEqual([409, 409]);
    expect(await jsonOf(call('/blueprints/nightly'))).toMatchObject({ cron: '0 4 * * *', revision: 2 });
    expect((await call('/blueprints/nightly', { method: 'DELETE', headers: { 'if-match': '"2"' } })).status).toBe(204);
    expect((await call('/blueprints/nightly')).status).toBe(404);
  });

  test('that is made again under the name of a removed one is of another revision', async () => {
    const { call } = apiWorld();
    const put = (role?: object) => call('/blueprints/nightly', { method: 'PUT', body, ...role });
    const stale = { headers: { 'if-match': '"1"' } };

    await put();
    await call('/blueprints/nightly', { method: 'DELETE' });
    const remade = await put();
    const changed = await put({ ...stale, body: { ...body, cron: '0 4 * * *' } });
    const removed = await call('/blueprints/nightly', { method: 'DELETE', ...stale });
    const posted = await call('/projects', { method: 'POST', body: { name: 'shop', scopes: ['toy:here'] } });

    expect([remade.status, remade.headers.get('etag')]).toEqual([201, '"2"']);
    expect([changed.status, removed.status]).toEqual([409, 409]);
    expect(await jsonOf(posted)).toMatchObject({ revision: 1 });
    expect(await jsonOf(call('/blueprints'))).toMatchObject({ blueprints: [{ name: 'nightly', revision: 2 }] });
  });

  test('is made once for an Idempotency-Key, and a second time it is there already', async () => {
    const { call } = apiWorld();
    const headers = { 'idempotency-key': 'k' };
    const project = { name: 'shop', scopes: ['toy:here'] };

    const first = await call('/projects', { method: 'POST', body: project, headers });
    const replayed = await call('/projects', { method: 'POST', body: project, headers });
    const other = await call('/projects', { method: 'POST', body: { ...project, name: 'x' }, headers });
    const again = await call('/projects', { method: 'POST', body: project });

    expect([first.status, replayed.status, other.status, again.status]).toEqual([201, 201, 422, 409]);
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    expect(await replayed.text()).toBe(await first.text());
  });

  test('that is wrong is told where', async () => {
    const { call } = apiWorld();

    const zone = await call('/blueprints/x', { method: 'PUT', body: { ...body, zone: 'Europe/Nowhere' } });
    const more = await call('/projects/x', { method: 'PUT', body: { scopes: [], more: 1 } });
    const name = await call('/projects/x', { method: 'PUT', body: { name: 'y', scopes: [] } });

    expect(await jsonOf(zone)).toMatchObject({ status: 400, errors: [{ path: ['zone'] }] });
    expect(await jsonOf(more)).toMatchObject({ status: 400 });
    expect(await jsonOf(name)).toMatchObject({ status: 400, errors: [{ path: ['name'] }] });
    expect((await call('/blueprints/x', { method: 'PUT', body, headers: { 'if-match': 'three' } })).status).toBe(400);
  });

  test('of a scope has a name with colons and slashes', async () => {
    const { call } = apiWorld();

    await call('/scopes/toy:some/where', { method: 'PUT', body: {} });
    expect(await jsonOf(call('/scopes/toy%3Asome%2Fwhere'))).toMatchObject({ name: 'toy:some/where', revision: 1 });
    expect(await jsonOf(call('/scopes'))).toMatchObject({ scopes: [{ name: 'toy:some/where' }], next: null });
  });
});

test('a blueprint tells when it starts next: a skipped time never, a doubled one once', async () => {
  const { call, ports } = apiWorld();
  // From 2026-03-27; the clock of Berlin goes from 2 to 3 on 2026-03-29.
  await ports.clock.sleep(Date.parse('2026-03-27T12:00:00Z') - ports.clock.now());
  await call('/blueprints/nightly', { method: 'PUT', body });

  expect(await jsonOf(call('/blueprints/nightly/next'))).toMatchObject({
    starts: expect.arrayContaining(['2026-03-28T01:30:00.000Z', '2026-03-30T00:30:00.000Z']),
  });
  expect(await (await call('/blueprints/nightly/next')).text()).not.toContain('2026-03-29');
});

describe('a connection', () => {
  test('keeps a secret by reference, and answers it nowhere', async () => {
    const kept = new Map<string, string>();
    const secrets = {
      put: async (name: string, token: string) => {
        kept.set(name, token);
        return `file:/secrets/${name}`;
      },
    };
    const { call, ports } = apiWorld({ secrets });
    await call('/connections/toy', { method: 'PUT', body: { plugin: 'toy' } });

    const token = 'canary-1234567890';
    const put = await call('/connections/toy/secret', { method: 'PUT', body: { token } });
    const rotated = await call('/connections/toy/secret', { method: 'PUT', body: { token: `${token}-2` } });
    const written = await call('/connections/toy', { method: 'PUT', body: { plugin: 'toy', tokens: [token] } });

    expect([put.status, rotated.status, written.status]).toEqual([204, 204, 400]);
    expect(await written.text()).not.toContain(token);
    expect(await jsonOf(call('/connections/toy'))).toMatchObject({ tokens: ['file:/secrets/toy'], revision: 2 });
    expect(kept.get('toy')).toBe(`${token}-2`);
    expect(JSON.stringify(await Array.fromAsync(ports.table.scan()))).not.toContain(token);
  });

  test('cannot be asked where vendors cannot', async () => {
    const { call } = apiWorld();

    expect(await jsonOf(call('/connections/toy/check', { method: 'POST' }))).toMatchObject({ status: 400 });
    expect((await call('/connections/nothing/discover')).status).toBe(404);
    expect((await call('/connections/toy/discover', { role: 'reader' })).status).toBe(403);
  });
});

test('the document describes every route with the role that it needs, and every plugin its schemas', async () => {
  const { call, routes } = apiWorld();

  const document = await jsonOf(call('/openapi.json', { role: 'reader' }));
  const plugins = await jsonOf(call('/plugins', { role: 'reader' }));

  expect(document).toMatchObject({ openapi: '3.1.0' });
  for (const { method, path, role } of routes.filter(({ path }) => !/openapi|docs/.test(path)))
    expect(document).toHaveProperty(['paths', path.replaceAll('+}', '}'), method, 'x-role'], role);
  expect(plugins).toMatchObject({
    plugins: [{ name: 'toy', can: ['sync', 'map'], scopeConfigSchema: { type: 'object' } }],
  });
  expect(await (await call('/docs')).text()).toContain('/runs/{id}/cancel');
});

test('keys are made and revoked by an admin, and shown once', async () => {
  const { call } = apiWorld();

  const made = await jsonOf(call('/keys', { method: 'POST', body: { name: 'grafana', role: 'reader' } }));
  const listed = await (await call('/keys')).text();
  const id = /"id":"(\w+)"/.exec(listed)?.[1];

  expect(made).toMatchObject({ id, name: 'grafana', role: 'reader', expiresAt: null });
  expect(listed).not.toContain('sluice_');
  expect((await call(`/keys/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await call(`/keys/${id}`, { method: 'DELETE' })).status).toBe(404);
  expect((await call('/keys', { role: 'operator' })).status).toBe(403);
  const past = { name: 'late', role: 'reader', expiresAt: '2020-01-01T00:00:00Z' };
  expect(await jsonOf(call('/keys', { method: 'POST', body: past }))).toMatchObject({
    errors: [{ path: ['expiresAt'] }],
  });
});
