import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { answering, client, question, serve, serveSocket } from './vendor-server.ts';

const MIB = 1024 * 1024;
const head = (lines: string) => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`;

describe('what a network breaks passes', () => {
  test.each<[title: string, bytes: string, reason: RegExp]>([
    ['a body shorter than its length', `${head('content-length: 100')}[1,2`, /cut off/],
    ['chunks without an end', `${head('transfer-encoding: chunked')}4\r\n[1,2\r\n`, /cut off/],
    ['headers without an end', 'HTTP/1.1 200 OK\r\ncontent-type: appl', /cut off/],
    ['no answer', '', /cut off/],
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', /malformed: not HTTP/],
    ['a body that ends with the connection', `${head('content-type: application/json')}[1,2`, /^not JSON/],
    ['headers that are too large', head(`x-large: ${'x'.repeat(70_000)}`), /headers are too large/],
  ])('%s', async (_title, bytes, reason) => {
    const url = await serveSocket((socket) => socket.end(bytes));

    const { verdict } = await client().ask(question(url));

    expect(verdict).toMatchObject({ kind: 'transient', reason: expect.stringMatching(reason) });
  });

  test('a reset', async () => {
    const url = await serveSocket((socket) => socket.resetAndDestroy());

    const { verdict } = await client().ask(question(url));

    expect(verdict).toMatchObject({ kind: 'transient', reason: expect.stringMatching(/reset|cut off/) });
  });

  test('a refused connection', async () => {
    const { verdict } = await client().ask(question('http://127.0.0.1:1'));

    expect(verdict).toEqual({ kind: 'transient', reason: 'http://127.0.0.1:1: connection refused' });
  });

  test('a name without an address', async () => {
    const lookup = (_host: string, _options: object, callback: (error: NodeJS.ErrnoException, none: string) => void) =>
      callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), '');

    const { verdict } = await client({ lookup }).ask(question('https://nowhere.example'));

    expect(verdict).toMatchObject({ kind: 'transient', reason: expect.stringContaining('the name has no address') });
  });

  test('a compressed body that ends too early', async () => {
    const server = await answering(200, { 'content-encoding': 'gzip' }, gzipSync('[1,2,3]').subarray(0, 20));

    const { verdict } = await client().ask(question(server.url));

    expect(verdict).toMatchObject({
      kind: 'transient',
      reason: expect.stringContaining('cut off: the compressed body'),
    });
  });

  test.each(['gzip', 'br', 'zstd'])('a body that is not %s though it says so', async (encoding) => {
    const server = await answering(200, { 'content-encoding': encoding }, '[{"this":"is plain"}]');

    const { verdict } = await client().ask(question(server.url));

    expect(verdict).toMatchObject({ kind: 'transient', reason: expect.stringContaining('malformed') });
  });

  test.each(['deflate', 'constructor', 'gzip, gzip, gzip'])(
    'an encoding that was not asked for: %s',
    async (encoding) => {
      const server = await answering(200, { 'content-encoding': encoding }, 'x'.repeat(100_000));

      const { verdict } = await client().ask(question(server.url));

      expect(verdict).toMatchObject({ kind: 'transient', reason: expect.stringContaining('was not asked for') });
    },
  );

  test('a body that is not UTF-8', async () => {
    const server = await answering(200, {}, Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]));

    const { verdict } = await client().ask(question(server.url));

    expect(verdict).toMatchObject({
      kind: 'transient',
      reason: expect.stringContaining('malformed: the body is not UTF-8'),
    });
  });
});

test('the status of a refusal counts, whatever its body is written in', async () => {
  const server = await answering(404, { 'content-type': 'text/html' }, Buffer.from('introuvabl\xe9', 'latin1'));

  const { verdict } = await client().ask(question(server.url));

  expect(verdict).toEqual({ kind: 'permanent', reason: '404' });
});

test('a limit is a limit even when its body is cut off', async () => {
  const url = await serveSocket((socket) =>
    socket.end('HTTP/1.1 429 Slow\r\nretry-after: 5\r\ncontent-length: 100\r\n\r\n{"mess'),
  );

  const reply = await client().ask(question(url));

  expect(reply.verdict).toMatchObject({ kind: 'limit', until: expect.any(Number), reason: '429' });
  expect(reply.answer).toBeUndefined();
});

describe('a body that is too large is stopped while it arrives', () => {
  test.each([
    ['gzip', gzipSync(Buffer.alloc(256 * MIB, 0x20))],
    ['br', brotliCompressSync(Buffer.alloc(64 * MIB, 0x20))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(256 * MIB, 0x20)))],
  ])('a bomb of %s', async (encoding, bomb) => {
    const server = await answering(200, { 'content-encoding': encoding }, bomb);
    const before = process.memoryUsage.rss();

    const { verdict } = await client({ caps: { decodedBytes: MIB } }).ask(question(server.url));

    expect(verdict).toMatchObject({ kind: 'permanent', reason: expect.stringContaining('larger than 1048576 bytes') });
    expect(process.memoryUsage.rss() - before).toBeLessThan(128 * MIB);
  });

  test('a stream without an end', async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x20))) sent += 65_536;
      };
      response.on('drain', more);
      more();
    });

    const { verdict } = await client({ caps: { decodedBytes: MIB } }).ask(question(server.url));

    expect(verdict.kind).toBe('permanent');
    expect(sent).toBeLessThan(32 * MIB);
  });
});

describe('every wait has an end', () => {
  test('headers that do not come', async () => {
    const url = await serveSocket(() => {});

    const { verdict } = await client({ caps: { headersMilliseconds: 200 } }).ask(question(url));

    expect(verdict).toMatchObject({
      kind: 'transient',
      reason: expect.stringContaining('timeout: no headers in time'),
    });
  });

  test('a body that stands still', async () => {
    const url = await serveSocket((socket) => socket.write(`${head('content-length: 100')}[1`));

    const { verdict } = await client({ caps: { idleMilliseconds: 200 } }).ask(question(url));

    expect(verdict).toMatchObject({ kind: 'transient', reason: expect.stringContaining('the body stood still') });
  });

  test('a connection that is not made', async () => {
    const vendor = client({ caps: { connectMilliseconds: 200 }, lookup: () => {} });

    const { verdict } = await vendor.ask(question('https://silent.example'));

    expect(verdict).toMatchObject({
      kind: 'transient',
      reason: expect.stringContaining('timeout: not connected in time'),
    });
  });

  test('a body that drips', async () => {
    const url = await serveSocket((socket) => {
      socket.write(head('content-length: 1000'));
      const drip = setInterval(() => socket.write(' '), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const started = Date.now();

    const { verdict } = await client({ caps: { totalMilliseconds: 300 } }).ask(question(url));

    expect(verdict).toMatchObject({ kind: 'transient', reason: expect.stringContaining('within 300 ms') });
    expect(Date.now() - started).toBeLessThan(1500);
  });

  test('the deadline of the question, which ends the call on the wire too', async () => {
    let closed: () => void = () => {};
    const end = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const server = await serve((_request, response) => response.on('close', closed));

    const { verdict } = await client().ask(question(server.url, { deadline: Date.now() + 250 }));

    expect(verdict.kind).toBe('transient');
    await end;
  });

  test('a deadline that has passed: nothing is sent', async () => {
    const server = await answering(200, {}, '[]');

    const { verdict } = await client().ask(question(server.url, { deadline: Date.now() - 1 }));

    expect(verdict).toEqual({ kind: 'transient', reason: 'not asked: the deadline has passed' });
    expect(server.seen).toEqual([]);
  });
});
