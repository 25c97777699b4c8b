import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fingerprint } from '../../shared/http/fingerprint.ts';
import { basic } from '../../shared/plugin-sdk/auth.ts';
import { answering, client, question, SECRET, serve, tiny } from './vendor-server.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

test('a page comes back verbatim and parsed, with the quota and the vendor’s clock', async () => {
  const reset = Math.floor(Date.now() / 1000) + 600;
  const headers = { ...JSON_TYPE, 'x-limit': '5000', 'x-remaining': '4987', 'x-reset': String(reset) };
  const server = await answering(
    200,
    { ...headers, date: 'Tue, 15 Nov 2026 08:12:31 GMT' },
    '[{"id":9007199254740993}]',
  );

  const reply = await client().ask(question(server.url));

  expect(reply.verdict).toEqual({ kind: 'page' });
  expect(reply.answer).toMatchObject({
    url: `${server.url}/items?page=1`,
    status: 200,
    body: '[{"id":9007199254740993}]',
  });
  expect(reply.json).toEqual([{ id: '9007199254740993' }]);
  expect(reply.observed).toEqual({ limit: 5000, remaining: 4987, resetAt: reset * 1000 });
  expect(reply.date).toBe('2026-11-15T08:12:31.000Z');
});

test('a request carries the plugin’s headers, the credential, the user agent and the validator as it was given', async () => {
  const server = await answering(304);

  const reply = await client().ask(
    question(`${server.url}/api/v3/`, { validator: { etag: 'W/"a b"', lastModified: 'x' } }),
  );

  expect(reply.verdict).toEqual({ kind: 'unchanged' });
  expect(server.seen[0]?.url).toBe('/api/v3/items?page=1');
  expect(server.seen[0]?.headers).toMatchObject({
    authorization: `Bearer ${SECRET}`,
    'x-tiny-version': '1',
    'user-agent': 'sluice/test',
    'accept-encoding': 'gzip, br, zstd',
    'if-none-match': 'W/"a b"',
  });
  expect(server.seen[0]?.headers['if-modified-since']).toBeUndefined();
});

test('without an etag the time of the last change is the validator', async () => {
  const server = await answering(304);

  const reply = await client().ask(
    question(server.url, { validator: { lastModified: 'Tue, 15 Nov 2026 08:12:31 GMT' } }),
  );

  expect(reply.verdict.kind).toBe('unchanged');
  expect(server.seen[0]?.headers['if-modified-since']).toBe('Tue, 15 Nov 2026 08:12:31 GMT');
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
])('a body compressed by %s is read', async (encoding, compress) => {
  const server = await answering(200, { 'content-encoding': encoding }, compress('[{"name":"ünï"}]'));

  const reply = await client().ask(question(server.url));

  expect(reply.json).toEqual([{ name: 'ünï' }]);
});

test('a question without a token carries no credential', async () => {
  const server = await answering(200, JSON_TYPE, '[]');

  const reply = await client().ask(question(server.url, { token: null }));

  expect(reply.verdict.kind).toBe('page');
  expect(server.seen[0]?.headers.authorization).toBeUndefined();
});

test('the fingerprint chooses among the tokens', async () => {
  const server = await answering(200, JSON_TYPE, '[]');
  const vendor = client({ secrets: async () => ['token-one', 'token-two'] });

  const fingerprints = await vendor.tokens({ plugin: 'tiny', name: 'main' });
  await vendor.ask(question(server.url, { token: fingerprint('token-two') }));

  expect(fingerprints).toEqual([fingerprint('token-one'), fingerprint('token-two')]);
  expect(server.seen[0]?.headers.authorization).toBe('Bearer token-two');
});

test('nothing is sent for a token that is gone', async () => {
  const server = await answering(200, JSON_TYPE, '[]');

  const reply = await client({ secrets: async () => [] }).ask(question(server.url));

  expect(reply).toEqual({
    verdict: { kind: 'credential', reason: `the token ${fingerprint(SECRET)} of main is no longer configured` },
  });
  expect(server.seen).toEqual([]);
});

test('a credential is never sent in the clear', async () => {
  const vendor = client({ allowPrivateHosts: false, lookup: () => expect.unreachable('looked up') });

  const reply = await vendor.ask(question('http://vendor.example'));

  expect(reply.verdict).toMatchObject({ kind: 'credential', reason: expect.stringContaining('use https') });
});

test('a token that no header may carry is a matter of the credential', async () => {
  const server = await answering(200, JSON_TYPE, '[]');
  const vendor = client({ secrets: async () => ['line\nbreak'] });

  const reply = await vendor.ask(question(server.url, { token: fingerprint('line\nbreak') }));

  expect(reply.verdict.kind).toBe('credential');
  expect(JSON.stringify(reply)).not.toContain('break');
});

test.each(['items', '//elsewhere.example/items', '@elsewhere.example/', '/../../outside'])(
  'a target that leads out of the API is refused: %s',
  async (target) => {
    const server = await answering(200, JSON_TYPE, '[]');

    const reply = await client().ask(question(`${server.url}/api/v3`, { request: { target } }));

    expect(server.seen.filter(({ url }) => !url.startsWith('/api/v3/'))).toEqual([]);
    if (server.seen.length === 0) expect(reply.verdict.kind).toBe('permanent');
  },
);

test('an echo of the credential is masked in body, headers and url', async () => {
  const secret = 'user:p/ss "wörd" 1234567';
  const echo = (text: string) => JSON.stringify([text, encodeURIComponent(text), Buffer.from(text).toString('base64')]);
  const server = await serve((request, response) => {
    const header = request.headers.authorization ?? '';
    response.writeHead(200, {
      'x-echo': header,
      link: `<${server.url}/items?private_token=glpat-x&page=2>; rel="next"`,
      'set-cookie': ['session=1', 'other=2'],
    });
    response.end(`[${echo(secret)},${echo('p/ss "wörd" 1234567')},${JSON.stringify(header)}]`);
  });
  const vendor = client({ secrets: async () => [secret] });

  const reply = await vendor.ask(
    question(server.url, {
      plugin: { ...tiny, auth: basic() },
      token: fingerprint(secret),
      request: { target: '/items?access_token=abc&page=1' },
    }),
  );

  expect(reply.json).toEqual([['***', '***', '***'], ['***', '***', '***'], '***']);
  expect(reply.answer?.url).toBe(`${server.url}/items?access_token=***&page=1`);
  expect(reply.answer?.headers).toMatchObject({
    'x-echo': '***',
    link: expect.stringContaining('private_token=***&page=2'),
  });
  expect(reply.answer?.headers).not.toHaveProperty('set-cookie');
});

test('connections are kept alive and never more than allowed', async () => {
  const sockets = new Set<unknown>();
  let inFlight = 0;
  let most = 0;
  const server = await serve((request, response) => {
    sockets.add(request.socket);
    most = Math.max(most, ++inFlight);
    setTimeout(() => {
      inFlight -= 1;
      response.end('[]');
    }, 20);
  });
  const vendor = client({ caps: { connections: 4 } });

  const replies = await Promise.all(Array.from({ length: 24 }, () => vendor.ask(question(server.url))));

  expect(replies.every(({ verdict }) => verdict.kind === 'page')).toBe(true);
  expect([sockets.size, most]).toEqual([4, 4]);
});
