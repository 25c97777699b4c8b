import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeApp } from '../support/github/app.ts';
import { startGitHub } from '../support/github/server.ts';
import { digestOf, sluice, temporaryFolder } from '../support/sluice.ts';

const size = { issues: 250, pulls: 20, commits: 30, runs: 30, deployments: 10 };
const SCOPE = 'github:octo/orchard';

/** What every file below a folder holds, unpacked where it is packed. */
const textOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      return (name.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes).toString('latin1');
    })
    .join('\n');

test('a GitHub App on an Enterprise Server syncs as a token does, whose end in mid-run loses nothing', async () => {
  using folder = temporaryFolder();
  const [plain, apps] = [join(folder.path, 'plain'), join(folder.path, 'apps')];
  const root = '/api/v3';
  // A token is spent for a second: five minutes before its end it is used no more.
  const app = makeApp({ lifeSeconds: 301, root });
  const options = (url: string, store: string) => ['--base-url', url, '--connection', 'main', '--store', store];

  const byToken = await startGitHub({ size, root, tokens: ['pat'] });
  await sluice(['sync', SCOPE, ...options(byToken.url, plain)], { GITHUB_TOKEN: 'pat' });
  await byToken.close();
  const byApp = await startGitHub({
    size,
    root,
    app,
    echo: true,
    latencyMilliseconds: 20,
    onRequest: (before) => {
      if (before === 60) app.revoke();
    },
  });
  const { code, err, out } = await sluice(['sync', SCOPE, ...options(byApp.url, apps), '--json'], {
    GITHUB_APP: app.credential,
  });
  await byApp.close();

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(app.issued.length).toBeGreaterThan(1);
  expect(byApp.seen.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
  const counts = async (store: string) =>
    Object.entries(await digestOf(store)).map(([table, { rows }]) => [table, rows]);
  expect(await counts(apps)).toEqual(await counts(plain));
  const kept = textOf(apps) + out;
  for (const secret of [...app.issued, 'PRIVATE KEY', app.privateKey.split('\n')[2] ?? '?'])
    expect(kept).not.toContain(secret);
});
