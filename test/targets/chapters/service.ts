import * as z from 'zod';
import type { Client } from '../client.ts';

const Key = z.object({ id: z.string(), key: z.string() });
const ROLES = ['reader', 'operator', 'admin'] as const;

/** Keys are made and taken back; what anybody may ask, and what nobody may. */
export async function askService({ ask, learn, learnKey }: Client): Promise<void> {
  const make = async (name: string, role: string) => {
    const made = await ask(`a key of ${name}`, 'POST /keys', { as: 'first', status: 201, body: { name, role } });
    const { id, key } = Key.parse(made.json);
    learnKey(name, key);
    learn(`<id of ${name}>`, id);
    return id;
  };
  for (const role of ROLES) await make(role, role);
  const lost = await make('lost', 'admin');
  // The order is that of ids, which are chance.
  const sorted = z.object({ keys: z.array(z.object({ name: z.string() })) });
  await ask('the keys', 'GET /keys', {
    shown: ({ json }) =>
      sorted
        .parse(json)
        .keys.map(({ name }) => name)
        .toSorted(),
  });
  await ask('a key that a reader makes', 'POST /keys', {
    as: 'reader',
    status: 403,
    body: { name: 'x', role: 'admin' },
  });
  await ask('a key of no role', 'POST /keys', { status: 400, body: { name: 'x', role: 'root' } });
  await ask('a key that has expired', 'POST /keys', {
    status: 400,
    body: { name: 'x', role: 'reader', expiresAt: '2020-01-01T00:00:00Z' },
  });
  await ask('the key is taken back', 'DELETE /keys/{id}', { params: { id: lost }, status: 204 });
  await ask('the key is taken back again', 'DELETE /keys/{id}', { params: { id: lost }, status: 404 });

  for (const role of ROLES) await ask(`who a ${role} is`, 'GET /me', { as: role });
  await ask('who one with a lost key is', 'GET /me', { as: 'lost', status: 401 });
  await ask('who nobody is', 'GET /me', { as: 'nobody', status: 401 });
  await ask('whether it answers', 'GET /healthz', { as: 'nobody', base: '' });
  await ask('whether the API answers', 'GET /healthz', { as: 'reader' });
  await ask('the document', 'GET /openapi.json', { as: 'reader' });
  await ask('the document for people', 'GET /docs', { as: 'reader' });
  await ask('the sources', 'GET /plugins', { as: 'reader' });
  await ask('a source', 'GET /plugins/{plugin}', { as: 'reader', params: { plugin: 'gitlab' } });
  await ask('a source that there is not', 'GET /plugins/{plugin}', { params: { plugin: 'svn' }, status: 404 });
}

/** What is wrong whatever is asked. */
export async function askWrongly({ ask }: Client): Promise<void> {
  await ask('a route that there is not', 'GET /nowhere', { status: 404 });
  await ask('a route of another method', 'PUT /runs', { status: 405 });
  await ask('a method that nothing has', 'PATCH /runs', { status: 405 });
  await ask('a body that is no JSON', 'POST /projects', { status: 400, body: '{"name":' });
  await ask('a body that is no object', 'POST /projects', { status: 400, body: '[1]' });
  await ask('a body that is too large', 'POST /projects', { status: 413, body: { name: 'x'.repeat(300_000) } });
  await ask('an Idempotency-Key that is too long', 'POST /projects', {
    status: 400,
    body: {},
    headers: { 'idempotency-key': 'k'.repeat(201) },
  });
}
