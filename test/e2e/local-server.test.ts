import { once } from 'node:events';
import { lstatSync, readFileSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { startSluice, temporaryFolder } from '../support/sluice.ts';

const Ready = z.object({ url: z.string(), key: z.string() });

/** A local server in a process of its own. */
async function serve(store: string) {
  const running = startSluice(['serve', '--port', '0', '--json', '--store', store]);
  const [line] = await Promise.race([
    once(createInterface({ input: running.child.stdout ?? process.stdin }), 'line'),
    running.ended.then(({ err }) => Promise.reject(new Error(`it has ended: ${err}`))),
  ]);
  const { url, key } = Ready.parse(JSON.parse(String(line)));
  const port = Number(new URL(url).port);
  /** What comes back for these lines, as they are; only the status. */
  const raw = async (...lines: readonly string[]): Promise<number> => {
    const socket = connect(port, '127.0.0.1');
    socket.end(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    return Number(/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1] ?? 0);
  };
  const stop = async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  };
  return { url, key, port, raw, [Symbol.asyncDispose]: stop };
}

const isReached = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('the local server is for this machine: its address, its name, and whoever may read its folder', async () => {
  using folder = temporaryFolder();
  const store = join(folder.path, 'store');
  await using server = await serve(store);
  const { url, key, port, raw } = server;
  const bearer = `Authorization: Bearer ${key}`;
  const me = (host: string) => raw('GET /api/v1/me HTTP/1.1', `Host: ${host}`, bearer);

  // Another machine does not reach it.
  const elsewhere = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
  );
  for (const { address } of elsewhere) expect([address, await isReached(address, port)]).toEqual([address, false]);

  // Another site whose name resolves to this machine is not the user, though it had a key.
  expect([await me(`127.0.0.1:${port}`), await me(`localhost:${port}`), await me('localhost')]).toEqual([
    200, 200, 200,
  ]);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
    'localhost.',
  ])
    expect([host, await me(host)]).toEqual([host, 403]);
  expect(await raw(`GET http://evil.example/api/v1/me HTTP/1.1`, 'Host: 127.0.0.1', bearer)).toBe(403);
  expect(await raw('GET /api/v1/me HTTP/1.1', bearer)).toBe(400);

  // A form or a script of another site has no key: no cookie stands for one, and no answer lets it read.
  const origin = { origin: 'https://evil.example' };
  const form = await fetch(`${url}/api/v1/runs`, {
    method: 'POST',
    headers: { ...origin, 'content-type': 'text/plain' },
    body: '{"scopes":["github:a/b"]}',
  });
  const asked = {
    ...origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  const preflight = await fetch(`${url}/api/v1/runs`, { method: 'OPTIONS', headers: asked });
  const read = await fetch(`${url}/api/v1/me`, { headers: { ...origin, authorization: `Bearer ${key}` } });
  expect([form.status, preflight.ok, read.status]).toEqual([401, false, 200]);
  for (const { headers } of [form, preflight, read])
    expect([...headers.keys()].filter((name) => /^access-control|^set-cookie/.test(name))).toEqual([]);

  // Who may not read the folder finds neither key nor secret.
  await fetch(`${url}/api/v1/connections/jira`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ plugin: 'jira', baseUrl: 'https://jira.example' }),
  });
  const put = await fetch(`${url}/api/v1/connections/jira/secret`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ token: 'a secret of the connection' }),
  });
  expect(put.status).toBe(204);
  expect([modeOf(join(store, 'api-key')), modeOf(join(store, 'secrets')), modeOf(join(store, 'secrets/jira'))]).toEqual(
    [0o600, 0o700, 0o600],
  );
});

test('a key that is not good any more is replaced by one that only its owner reads, whatever stood in its place', async () => {
  using folder = temporaryFolder();
  const [store, target] = [join(folder.path, 'store'), join(folder.path, 'target')];
  const file = join(store, 'api-key');
  const first = await (async () => {
    await using server = await serve(store);
    return server.key;
  })();
  writeFileSync(target, 'theirs\n', { mode: 0o644 });
  unlinkSync(file);
  symlinkSync(target, file);

  await using server = await serve(store);

  expect(server.key).not.toBe(first);
  expect([lstatSync(file).isSymbolicLink(), modeOf(file), readFileSync(file, 'utf8').trim()]).toEqual([
    false,
    0o600,
    server.key,
  ]);
  expect(readFileSync(target, 'utf8')).toBe('theirs\n');
});
