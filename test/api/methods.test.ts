import { expect, test } from 'vitest';
import { apiWorld, jsonOf } from './world.ts';

test('a path that takes other methods says which, to whoever may ask at all', async () => {
  const { app, call } = apiWorld();

  const refused = await call('/runs', { method: 'PUT' });
  const unheard = await call('/scopes', { method: 'PATCH' });
  const plain = await app.request(
    '/graphite/render',
    { method: 'DELETE' },
    { caller: { name: 'a', role: 'reader', kind: 'key' } },
  );
  const stranger = await call('/runs', { method: 'PUT', role: 'nobody' });

  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect(await jsonOf(refused)).toMatchObject({ status: 405, code: 'no_method', title: 'Method Not Allowed' });
  expect([unheard.status, unheard.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect([plain.status, plain.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect([stranger.status, stranger.headers.get('allow')]).toEqual([401, null]);
  expect((await call('/nowhere', { method: 'PUT' })).status).toBe(404);
});

test('a HEAD is answered as a GET without its body', async () => {
  const { call } = apiWorld();

  const head = await call('/runs', { method: 'HEAD' });

  expect([head.status, await head.text()]).toEqual([200, '']);
});
