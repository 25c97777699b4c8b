import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { answering, client, question, SECRET } from './vendor-server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const of = (body: string): string => createHash('sha256').update(body).digest('hex');

test('a body that is the one that is stored is unchanged, and comes with its headers and without being parsed', async () => {
  const body = '[{"id":1}]';
  const server = await answering(200, { ...JSON_TYPE, etag: '"2"' }, body);

  const reply = await client().ask(question(server.url, { validator: { sha256: of(body) } }));

  expect(reply.verdict).toEqual({ kind: 'unchanged' });
  expect(reply.answer).toMatchObject({ status: 200, body, headers: { etag: '"2"' } });
  expect(reply.json).toBeUndefined();
});

test('any other body is a page', async () => {
  const server = await answering(200, JSON_TYPE, '[{"id":2}]');

  const reply = await client().ask(question(server.url, { validator: { sha256: of('[{"id":1}]') } }));

  expect(reply.verdict).toEqual({ kind: 'page' });
});

test('a body with a secret is never the stored one, in which it is masked', async () => {
  const body = `[{"id":"${SECRET}"}]`;
  const server = await answering(200, JSON_TYPE, body);

  const first = await client().ask(question(server.url));
  const again = await client().ask(question(server.url, { validator: { sha256: of(first.answer?.body ?? '') } }));

  expect(first.answer?.body).not.toContain(SECRET);
  expect(again.verdict).toEqual({ kind: 'page' });
  expect(JSON.stringify(again)).not.toContain(SECRET);
});

test('a refusal with the stored body stays one', async () => {
  const body = '{"message":"wait"}';
  const server = await answering(429, JSON_TYPE, body);

  const reply = await client().ask(question(server.url, { validator: { sha256: of(body) } }));

  expect(reply.verdict.kind).toBe('limit');
});
