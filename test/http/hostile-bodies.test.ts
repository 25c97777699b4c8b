import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { client, question, serve } from './vendor-server.ts';

const list = fc.array(fc.record({ id: fc.integer(), title: fc.string({ unit: 'grapheme' }) }), { minLength: 1 });

/** A list as it should be, and bodies that look like one but are not whole. */
const body: fc.Arbitrary<Buffer> = fc.oneof(
  list.map((items) => Buffer.from(JSON.stringify(items))),
  fc.json().map((json) => Buffer.from(json)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(list, fc.nat({ max: 300 })).map(([items, end]) => Buffer.from(JSON.stringify(items)).subarray(0, end)),
  fc.tuple(list, fc.nat(), fc.nat({ max: 255 })).map(([items, place, byte]) => {
    const bytes = Buffer.from(JSON.stringify(items));
    bytes[place % bytes.length] = byte;
    return bytes;
  }),
  fc
    .constantFrom('[', '{}', '[NaN]', '["\\ud800"]', '[1e999]', 'null', '"', `${'['.repeat(9000)}`, '{"message":"x"}')
    .map((text) => Buffer.from(text)),
);

/** Beyond it a double no longer tells an integer from its neighbour, neither below zero: −2^53 is −2^53 − 1, too. */
const LARGEST = 2n ** 53n - 1n;

/** As JSON.parse reads it, but for integers that are not exact: those are the text that was sent. */
const readExactly = (text: string): unknown => JSON.parse(text, exactly);

function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? '';
  if (typeof value !== 'number' || !/^-?\d+$/.test(source)) return value;
  return BigInt(source) > LARGEST || BigInt(source) < -LARGEST ? source : value;
}

const envelope = fc.record({
  body,
  status: fc.constantFrom(200, 200, 200, 201, 203),
  type: fc.constantFrom('application/json', 'text/html', 'text/plain', undefined),
  encoding: fc.constantFrom(undefined, 'gzip', 'br', 'zstd', 'rot13'),
  compressed: fc.boolean(),
});

test('of 500 hostile bodies none throws, and none that is not whole JSON is a page', async () => {
  let next: { status: number; headers: Record<string, string>; bytes: Buffer } = {
    status: 500,
    headers: {},
    bytes: Buffer.of(),
  };
  const server = await serve((_request, response) => response.writeHead(next.status, next.headers).end(next.bytes));
  const vendor = client();
  let pages = 0;

  await fc.assert(
    fc.asyncProperty(envelope, async ({ body, status, type, encoding, compressed }) => {
      const bytes = encoding === 'gzip' && compressed ? gzipSync(body) : body;
      next = {
        status,
        headers: { ...(type && { 'content-type': type }), ...(encoding && { 'content-encoding': encoding }) },
        bytes,
      };

      const reply = await vendor.ask(question(server.url));

      if (reply.verdict.kind !== 'page') {
        expect(reply.verdict.kind).toBe('transient');
        return;
      }
      pages += 1;
      expect(type).not.toBe('text/html');
      expect(encoding === undefined || (encoding === 'gzip' && compressed)).toBe(true);
      expect(reply.answer?.body).toBe(body.toString('utf8').replace(/^\ufeff/, ''));
      expect(JSON.stringify(reply.json)).toBe(JSON.stringify(readExactly(body.toString('utf8'))));
      expect(typeof reply.json).toBe('object');
    }),
    { numRuns: 500 },
  );

  expect(pages).toBeGreaterThan(20);
});
