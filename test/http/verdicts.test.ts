import { expect, test } from 'vitest';
import type { Answer, Verdict } from '../../shared/plugin-sdk/answer.ts';
import { answering, client, question, tiny } from './vendor-server.ts';

type Row = [
  title: string,
  status: number,
  headers: Record<string, string>,
  body: string,
  verdict: Partial<Verdict> | object,
];

const JSON_TYPE = { 'content-type': 'application/json' };
const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

test.each<Row>([
  ['data', 200, JSON_TYPE, '[1]', { kind: 'page' }],
  ['a list in an envelope', 200, JSON_TYPE, '{"total_count":0,"jobs":[]}', { kind: 'page' }],
  ['a byte order mark before data', 200, JSON_TYPE, '\ufeff[1]', { kind: 'page' }],
  ['no content', 204, {}, '', { kind: 'empty', reason: '204: no content' }],
  ['not ready', 202, JSON_TYPE, '{}', { kind: 'transient' }],
  ['a part', 206, JSON_TYPE, '[1]', { kind: 'transient' }],
  ['304 to an unconditional question', 304, {}, '', { kind: 'transient' }],
  [
    'a bad credential',
    401,
    JSON_TYPE,
    '{"message":"Bad credentials"}',
    { kind: 'credential', reason: '401: Bad credentials' },
  ],
  [
    'a missing right',
    403,
    JSON_TYPE,
    '{"message":"Resource not\\n accessible"}',
    { kind: 'permanent', reason: '403: Resource not accessible' },
  ],
  ['a wait in a 403', 403, { 'retry-after': '5' }, '', { kind: 'limit', secondary: true }],
  ['a missing thing', 404, {}, '<html>', { kind: 'permanent', reason: '404' }],
  ['a thing that is gone', 410, JSON_TYPE, '{"message":"Issues are disabled"}', { kind: 'permanent' }],
  [
    'a bad parameter',
    422,
    JSON_TYPE,
    '{"errorMessages":["no such field"]}',
    { kind: 'permanent', reason: '422: no such field' },
  ],
  ['a legal block', 451, {}, '', { kind: 'permanent', reason: '451' }],
  ['another refusal', 418, {}, '', { kind: 'permanent' }],
  ['choices', 300, {}, '', { kind: 'permanent' }],
  ['a slow client', 408, {}, '', { kind: 'transient' }],
  ['too early', 425, {}, '', { kind: 'transient' }],
  ['an internal error', 500, JSON_TYPE, '{"error":"oops"}', { kind: 'transient', reason: '500: oops' }],
  ['a bad gateway', 502, { 'content-type': 'text/html' }, '<html>', { kind: 'transient', reason: '502' }],
  [
    'a sign-in page',
    200,
    { 'content-type': 'text/html' },
    '<html>',
    { kind: 'transient', reason: 'not JSON: text/html' },
  ],
  ['JSON that is called HTML', 200, { 'content-type': 'text/html' }, '[]', { kind: 'transient' }],
  [
    'HTML that is called JSON',
    200,
    JSON_TYPE,
    '<html>',
    { kind: 'transient', reason: expect.stringMatching(/^not JSON: /) },
  ],
  [
    'truncated JSON',
    200,
    JSON_TYPE,
    '[{"id":1},{"id"',
    { kind: 'transient', reason: expect.stringMatching(/^not JSON: /) },
  ],
  ['an empty body', 200, JSON_TYPE, '', { kind: 'transient' }],
  ['null', 200, JSON_TYPE, 'null', { kind: 'transient', reason: 'no data: null' }],
  ['an error in disguise', 200, JSON_TYPE, '{"message":"try later","documentation_url":"x"}', { kind: 'transient' }],
  ['an empty object for a list', 200, JSON_TYPE, '{}', { kind: 'transient' }],
])('%s (%i)', async (_title, status, headers, body, verdict) => {
  const server = await answering(status, headers, body);

  const reply = await client().ask(question(server.url));

  expect(reply.verdict).toMatchObject(verdict);
  expect('json' in reply).toBe(reply.verdict.kind === 'page');
  expect(reply.answer?.status).toBe(status);
});

test('an object of messages is data where one object was asked for', async () => {
  const server = await answering(200, JSON_TYPE, '{"message":"hello"}');

  const reply = await client().ask(question(server.url, { request: { target: '/notice', single: true } }));

  expect(reply).toMatchObject({ verdict: { kind: 'page' }, json: { message: 'hello' } });
});

test.each<[title: string, headers: Record<string, string>, waitSeconds: number | undefined, secondary: boolean]>([
  ['seconds', { 'retry-after': '7' }, 7, true],
  ['a wait beyond the longest', { 'retry-after': '86400' }, 900, true],
  ['nonsense', { 'retry-after': 'soon 1' }, undefined, true],
  ['nothing', {}, undefined, true],
  ['an exhausted window', { 'x-remaining': '0', 'x-limit': '10', 'x-reset': inSeconds(1800) }, 1800, false],
  [
    'a window with something left',
    { 'x-remaining': '9', 'x-limit': '10', 'x-reset': inSeconds(1800) },
    undefined,
    true,
  ],
  ['seconds and an exhausted window', { 'retry-after': '3', 'x-remaining': '0', 'x-reset': inSeconds(60) }, 3, false],
])('429 with %s says how long to wait', async (_title, headers, waitSeconds, secondary) => {
  const server = await answering(429, headers, '{"message":"slow down"}');
  const before = Date.now();

  const { verdict } = await client().ask(question(server.url));

  expect(verdict).toMatchObject({ kind: 'limit', secondary, reason: '429: slow down' });
  const until = verdict.kind === 'limit' ? verdict.until : undefined;
  if (waitSeconds === undefined) expect(until).toBeUndefined();
  else expect(Math.abs((until ?? 0) - before - waitSeconds * 1000)).toBeLessThan(3000);
});

test('the plugin’s words outrank the status, and a limit without a time gets the time of the headers', async () => {
  const classify = (answer: Answer): Verdict | undefined =>
    answer.body.includes('secondary')
      ? { kind: 'limit', until: undefined, secondary: true, reason: answer.body }
      : undefined;
  const server = await answering(
    403,
    { 'retry-after': '30' },
    '{"message":"secondary ghp_0123456789abcdefghijKLMNOP"}',
  );

  const { verdict } = await client().ask(question(server.url, { plugin: { ...tiny, classify } }));

  expect(verdict).toEqual({
    kind: 'limit',
    until: expect.any(Number),
    secondary: true,
    reason: '{"message":"secondary ***"}',
  });
});

test('a page by the plugin’s words must still be JSON', async () => {
  const server = await answering(200, JSON_TYPE, 'oops');

  const { verdict } = await client().ask(
    question(server.url, { plugin: { ...tiny, classify: () => ({ kind: 'page' }) } }),
  );

  expect(verdict.kind).toBe('transient');
});

test('a plugin that fails to classify stops nothing', async () => {
  const classify = () => {
    throw new TypeError('no field x');
  };
  const server = await answering(200, JSON_TYPE, '[]');

  const { verdict } = await client().ask(question(server.url, { plugin: { ...tiny, classify } }));

  expect(verdict).toEqual({ kind: 'transient', reason: '200: tiny cannot classify this answer: no field x' });
});
