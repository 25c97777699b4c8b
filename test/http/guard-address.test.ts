import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { guardLookup, refusalOf } from '../../shared/http/guard-address.ts';
import { answering, client, question } from './vendor-server.ts';

const resolvesTo =
  (...addresses: string[]): LookupFunction =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

test.each(['140.82.121.6', '2606:50c0:8000::154', '64:ff9b::8c52:7906', '::ffff:140.82.121.6'])(
  '%s is a public address',
  (address) => {
    expect(refusalOf(address, false)).toBeUndefined();
  },
);

test.each([
  '127.0.0.1',
  '127.9.9.9',
  '::1',
  '::ffff:127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '::ffff:10.0.0.1',
  '100.64.0.1',
  'fd12::1',
  '64:ff9b::a00:1',
])('%s is reached only where private hosts are allowed', (address) => {
  expect(refusalOf(address, false)).toContain(address);
  expect(refusalOf(address, true)).toBeUndefined();
});

test.each([
  '169.254.169.254',
  '169.254.170.2',
  'fe80::1',
  'fd00:ec2::254',
  '100.100.100.200',
  '::ffff:169.254.169.254',
  '0.0.0.0',
  '::',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '192.0.2.1',
  '2001:db8::1',
  '2002:7f00:1::',
  '64:ff9b::a9fe:a9fe',
  'not an address',
  '64:ff9b:1::a00:1',
])('%s is never reached', (address) => {
  expect(refusalOf(address, true)).toBeDefined();
});

test.each(['10.0.0.7', '127.0.0.1', '169.254.169.254', 'fd00:ec2::254'])(
  'a name that resolves to %s is refused when it connects',
  async (address) => {
    const vendor = client({ allowPrivateHosts: false, lookup: resolvesTo(address) });

    const reply = await vendor.ask(question('https://api.vendor.example'));

    expect(reply.verdict).toMatchObject({
      kind: 'permanent',
      reason: expect.stringContaining(`api.vendor.example resolves to ${address} is a`),
    });
  },
);

test.each([
  'https://127.0.0.1:1',
  'https://[::1]:1',
  'https://0x7f.1:1',
  'https://2130706433:1',
  'https://[::ffff:10.0.0.1]:1',
])('an address in the base URL is refused without a lookup: %s', async (baseUrl) => {
  const vendor = client({ allowPrivateHosts: false, lookup: () => expect.unreachable('looked up') });

  const reply = await vendor.ask(question(baseUrl, { token: null }));

  expect(reply.verdict).toMatchObject({ kind: 'permanent', reason: expect.stringContaining('which is refused') });
});

test('of a name’s addresses only the allowed ones are answered', () => {
  const lookup = guardLookup(resolvesTo('10.0.0.1', '140.82.121.6', '127.0.0.1'), false);
  const answers: unknown[] = [];

  lookup('vendor.example', { all: true }, (_error, found) => answers.push(found));
  lookup('vendor.example', {}, (_error, found, family) => answers.push([found, family]));

  expect(answers).toEqual([[{ address: '140.82.121.6', family: 4 }], ['140.82.121.6', 4]]);
});

test('a name is looked up once for each connection, so no second answer can be smuggled in', async () => {
  const server = await answering(200, { 'content-type': 'application/json' }, '[]');
  const answers = ['127.0.0.1'];
  const lookup: LookupFunction = (hostname, options, callback) =>
    resolvesTo(answers.shift() ?? '169.254.169.254')(hostname, options, callback);
  const vendor = client({ lookup, caps: { connections: 1 } });
  const rebinding = question(`http://rebinding.example:${new URL(server.url).port}`);

  const kinds = [await vendor.ask(rebinding), await vendor.ask(rebinding)].map(({ verdict }) => verdict.kind);
  const later = await client({ lookup }).ask(rebinding);

  expect(kinds).toEqual(['page', 'page']);
  expect(later.verdict.kind).toBe('permanent');
});
