import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { RefusedAddressError, UnreachableError } from '../../shared/errors.ts';
import { fetchSmall } from '../../shared/http/fetch-small.ts';

async function serving(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/keys`,
    [Symbol.asyncDispose]: close,
  };
}
const open = { allowPrivateHosts: true };

test('a small document is fetched as it is', async () => {
  await using server = await serving((request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ accept: request.headers.accept }));
  });

  const response = await fetchSmall(open)(server.url, { headers: { accept: 'application/json' } });

  expect([response.status, await response.json()]).toEqual([200, { accept: 'application/json' }]);
});

test('where it leads is not followed', async () => {
  await using server = await serving((_, response) => response.writeHead(302, { location: '/else' }).end());

  expect((await fetchSmall(open)(server.url)).status).toBe(302);
});

test('one that is too large, cut off, or never ends is none', async () => {
  await using large = await serving((_, response) => response.end('x'.repeat(300_000)));
  await using cut = await serving((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{');
    setTimeout(() => response.destroy(), 20);
  });
  await using endless = await serving((_, response) => void response.write('{'));

  await expect(fetchSmall(open)(large.url)).rejects.toThrow('larger than 262144 bytes');
  await expect(fetchSmall(open)(cut.url)).rejects.toThrow(/aborted|hang up|reset/i);
  await expect(fetchSmall({ ...open, milliseconds: 200 })(endless.url)).rejects.toThrow(UnreachableError);
});

test('whoever asks may give up before', async () => {
  await using endless = await serving((_, response) => void response.write('{'));
  const stop = new AbortController();

  const fetched = fetchSmall(open)(endless.url, { signal: stop.signal });
  stop.abort();

  await expect(fetched).rejects.toThrow(/abort/i);
});

test.each([
  'https://127.0.0.1/keys',
  'https://[::1]/keys',
  'https://169.254.169.254/latest/meta-data',
  'https://10.0.0.1/keys',
  'http://93.184.216.34/keys',
])('an address that the guard refuses, or plain http, is not asked: %s', async (place) => {
  await expect(fetchSmall()(place)).rejects.toThrow(RefusedAddressError);
});

test('a name that resolves to this network is not asked', async () => {
  const lookup: LookupFunction = (_, __, answered) => answered(null, [{ address: '169.254.169.254', family: 4 }]);

  await expect(fetchSmall({ lookup })('https://keys.example/keys')).rejects.toThrow(RefusedAddressError);
});
