import { describe, expect, test } from 'vitest';
import { apiWorld, jsonOf } from './world.ts';

/** One of each kind: how it is made, and how it is changed. */
const kinds = [
  ['connections', 'toy', { plugin: 'toy' }, { plugin: 'toy', share: 0.5 }],
  ['scope-configs', 'plain', { plugin: 'toy', mapping: {} }, { plugin: 'toy', mapping: { prefix: 'x' } }],
  ['scopes', 'toy:here', {}, { scopeConfig: 'there' }],
  ['projects', 'shop', { scopes: [] }, { scopes: ['toy:here'] }],
  ['blueprints', 'nightly', { scopes: ['toy:here'], cron: '0 3 * * *' }, { scopes: ['toy:here'], cron: '0 4 * * *' }],
  [
    'metric-definitions',
    'shop.things',
    { title: 'Things', means: 'How many.', needs: 'boards', values: ['things count'], sql: 'SELECT 1' },
    { title: 'All things', means: 'How many.', needs: 'boards', values: ['things count'], sql: 'SELECT 1' },
  ],
] as const;

describe.each(kinds)('of %s', (kind, name, made, changed) => {
  const path = `/${kind}/${encodeURIComponent(name)}`;

  test('each has a revision as its ETag, and a stale one is refused', async () => {
    const { call } = apiWorld();
    // What another names has to be there.
    await call('/scope-configs/there', { method: 'PUT', body: { plugin: 'toy', mapping: {} } });
    const put = (body: object, headers: Record<string, string> = {}) => call(path, { method: 'PUT', body, headers });
    const created = await put(made, { 'if-none-match': '*' });
    const twice = await put(changed, { 'if-none-match': '*' });
    const first = created.headers.get('etag') ?? '';
    const second = (await put(changed, { 'if-match': first })).headers.get('etag') ?? '';

    const stale = await put(made, { 'if-match': first });
    const staleRemoval = await call(path, { method: 'DELETE', headers: { 'if-match': first } });
    const read = await call(path);

    expect([created.status, twice.status, first, second]).toEqual([201, 409, '"1"', '"2"']);
    expect([stale.status, staleRemoval.status]).toEqual([409, 409]);
    expect(await jsonOf(stale)).toMatchObject({ code: 'conflict' });
    expect(read.headers.get('etag')).toBe(second);
    expect(await jsonOf(read)).toMatchObject({ ...changed, revision: 2 });
    expect((await call(path, { method: 'DELETE', headers: { 'if-match': second } })).status).toBe(204);
  });

  test('who has it already is told so', async () => {
    const { call } = apiWorld();
    await call(path, { method: 'PUT', body: made });

    const have = await call(path, { headers: { 'if-none-match': 'W/"7", "1"' } });
    const weak = await call(path, { headers: { 'if-none-match': 'W/"1"' } });
    const other = await call(path, { headers: { 'if-none-match': '"7"' } });

    expect([have.status, await have.text(), have.headers.get('etag')]).toEqual([304, '', '"1"']);
    expect([weak.status, other.status]).toEqual([304, 200]);
  });
});

test('every kind that there is was tried', () => {
  const put = apiWorld()
    .routes.filter(({ method, path }) => method === 'put' && path.endsWith('/{name+}'))
    .map(({ path }) => path.split('/')[1]);

  expect(put.toSorted()).toEqual(kinds.map(([kind]) => kind).toSorted());
});

test('every GET that answers JSON has an ETag, which changes with it, and answers 304', async () => {
  const world = apiWorld();
  await world.sync();
  const gets = world.routes.filter(({ method, path }) => method === 'get' && !path.includes('{'));
  let tried = 0;
  for (const { path } of gets) {
    const answer = await world.call(path);
    if (answer.status !== 200 || !/^application\/json/.test(answer.headers.get('content-type') ?? '')) continue;
    const etag = answer.headers.get('etag') ?? '';
    const again = await world.call(path, { headers: { 'if-none-match': etag } });
    expect([path, etag.length > 2, again.status, await again.text()]).toEqual([path, true, 304, '']);
    tried += 1;
  }
  const before = (await world.call('/projects')).headers.get('etag') ?? '';
  await world.call('/projects/shop', { method: 'PUT', body: { scopes: [] } });

  expect(tried).toBeGreaterThan(12);
  expect((await world.call('/projects', { headers: { 'if-none-match': before } })).status).toBe(200);
});

test('a secret is not kept for a connection that was changed meanwhile', async () => {
  const kept: string[] = [];
  const secrets = {
    put: async (_: string, token: string) => {
      kept.push(token);
      return 'file:/secrets/toy';
    },
  };
  const { call } = apiWorld({ secrets });
  await call('/connections/toy', { method: 'PUT', body: { plugin: 'toy' } });
  const put = (token: string, match: string) =>
    call('/connections/toy/secret', { method: 'PUT', body: { token }, headers: { 'if-match': match } });

  const first = await put('one', '"1"');
  const stale = await put('two', '"1"');

  expect([first.status, first.headers.get('etag'), stale.status]).toEqual([204, '"2"', 409]);
  expect(kept).toEqual(['one']);
});
