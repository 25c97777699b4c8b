import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Fault } from '../support/github/faults.ts';
import { type Orchard, plant, SCOPE } from '../support/orchard.ts';
import { type Ended, linesOf, sluice, startSluice, temporaryFolder } from '../support/sluice.ts';

/** One clear line on stderr that holds these words, nothing on stdout, no stack trace, a code that says so. */
function expectOneLine({ code, out, err }: Ended, words: RegExp, exit: number): void {
  expect(linesOf(err)).toHaveLength(1);
  expect(err).toMatch(words);
  expect(err).toMatch(/^sluice: [^\n]+\n$/);
  expect(err).not.toMatch(/\.ts:\d+|at async|Error:/);
  expect({ code, out }).toEqual({ code: exit, out: '' });
}

/** The store can be used again: the next sync completes. */
async function expectUsable(orchard: Orchard): Promise<void> {
  const { code, out } = await orchard.sync('--json', '--streams', 'milestones,tags');
  expect({ code, state: JSON.parse(out).state }).toEqual({ code: 0, state: 'completed' });
}

test.concurrent('without a network the address and the reason are named', async () => {
  await using orchard = await plant();
  const nowhere = orchard.github.url.replace(/\d+$/, '1');

  const ended = await sluice(['sync', SCOPE, '--base-url', nowhere, '--store', orchard.store]);

  expectOneLine(ended, /127\.0\.0\.1:1 cannot be reached: .*connection refused/, 1);
  await expectUsable(orchard);
});

test.concurrent('a host that does not exist is named', async () => {
  await using orchard = await plant();

  const ended = await sluice(['sync', SCOPE, '--base-url', 'http://no-host.invalid', '--store', orchard.store]);

  expectOneLine(ended, /no-host\.invalid.*(?:has no address|could not be looked up)/, 1);
});

test.concurrent('a refused token is no secret: the line says to give a valid one', async () => {
  await using orchard = await plant({ tokens: ['good'] });

  const ended = await orchard.sync();

  expectOneLine(ended, /refuses the token: .*401: Bad credentials; give a valid one/, 1);
  expect((await orchard.syncAs({ GITHUB_TOKEN: 'good' }, '--streams', 'tags')).code).toBe(0);
});

test.concurrent('a token that ends during the sync ends the run, and a good one goes on', async () => {
  const faults: readonly Fault[] = [{ kind: 'status', status: 401, message: 'Bad credentials', path: '/tags' }];
  await using orchard = await plant({ faults: faults.map((fault) => ({ ...fault, times: 1 })) });

  const ended = await orchard.sync();
  const again = await orchard.syncAs({ GITHUB_TOKEN: 'another' });

  expect(ended.code).toBe(1);
  expect(ended.out).toMatch(/401: Bad credentials/);
  expect(again.code).toBe(0);
});

test.concurrent('a repository that is not there is named', async () => {
  await using orchard = await plant();

  const ended = await sluice(['sync', 'github:octo/none', '--base-url', orchard.github.url, '--store', orchard.store]);

  expectOneLine(ended, /knows no "octo\/none", or the token may not see it \(404\)/, 1);
  await expectUsable(orchard);
});

test.concurrent('a sign-in page with status 200 is no answer of GitHub', async () => {
  await using orchard = await plant({ faults: [{ kind: 'html200', times: 4 }] });

  const ended = await orchard.sync();

  expectOneLine(ended, /not JSON, though the status is 200.*is the base URL right\?/, 1);
  await expectUsable(orchard);
});

test.concurrent('truncated JSON is said to be cut off', async () => {
  await using orchard = await plant({ faults: [{ kind: 'cut-off json', times: 4 }] });

  const ended = await orchard.sync();

  expectOneLine(ended, /JSON that was cut off/, 1);
  await expectUsable(orchard);
});

test.concurrent('a base URL where something else answers is questioned', async () => {
  await using orchard = await plant({ faults: [{ kind: 'other json', times: 1 }] });

  const ended = await orchard.sync();

  expectOneLine(ended, /does not answer as GitHub does.*is the base URL right\?/, 1);
  await expectUsable(orchard);
});

test.concurrent('a list that stays broken is in the report, and all else is collected', async () => {
  const faults: readonly Fault[] = [
    { kind: 'html200', path: '/milestones', times: 6 },
    { kind: 'status', status: 404, message: 'Not Found', path: '/tags', times: 1 },
    { kind: 'truncate', path: '/issues?', times: 2 },
    { kind: 'reset', path: '/pulls?', times: 1 },
  ];
  await using orchard = await plant({ faults });

  const ended = await orchard.sync();
  const again = await orchard.sync();

  expect(ended.code).toBe(1);
  expect(ended.out).toMatch(/completed with errors/);
  expect(ended.out).toMatch(/^milestones \/repos.*not JSON, though the status is 200/m);
  expect(ended.out).toMatch(/^tags \/repos.*404/m);
  expect(ended.out).toMatch(/^issues +1 +38 /m);
  expect(again.code).toBe(0);
  expect(again.out).toMatch(/^milestones +1 +3 +6 /m);
});

test.concurrent('a right that is missing for one stream is named, and the others are complete', async () => {
  const message = 'Resource not accessible by personal access token';
  await using orchard = await plant({ faults: [{ kind: 'status', status: 403, message, path: '/deployments?' }] });

  const { code, out } = await orchard.sync();

  expect(code).toBe(1);
  expect(out).toMatch(/^deployments \/repos.*403: Resource not accessible by personal access token/m);
  expect(out).toMatch(/^issues +1 +38 /m);
  expect(out).toMatch(/^milestones +1 +3 /m);
});

test.concurrent('a renamed repository is found under its former name, and keeps its records', async () => {
  await using orchard = await plant();
  const former = ['sync', 'github:octo/old-orchard', '--base-url', orchard.github.url, '--store', orchard.store];

  const first = await sluice(former);
  const second = await sluice(former);
  const { out } = await orchard.call('data', 'repos', '--fields', 'id,name');

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(linesOf(out)).toEqual(['{"id":"github:GithubRepo:127-0-0-1:4711","name":"octo/orchard"}']);
});

test.concurrent('an empty repository, whose commits answer 409, is synced', async () => {
  await using orchard = await plant({ size: { issues: 0, pulls: 0, commits: 0, runs: 0, deployments: 0 } });

  const { code, out } = await orchard.sync();

  expect(code).toBe(0);
  expect(orchard.github.seen.filter(({ status }) => status === 409)).toHaveLength(1);
  expect(out).toMatch(/completed in/);
});

test.concurrent.each([
  ['github:', /"" is no GitHub repository; write owner\/name/],
  ['github:octo', /"octo" is no GitHub repository; write owner\/name/],
  ['github:octo/../x', /is no GitHub repository; write owner\/name/],
  ['octo/orchard', /"octo\/orchard" is no scope; write plugin:name, for example github:owner\/repo/],
  ['gitlap:octo/orchard', /there is no source "gitlap"; there is: github/],
])('the argument %s is explained', async (argument, words) => {
  await using orchard = await plant();

  const ended = await sluice(['sync', argument, '--base-url', orchard.github.url, '--store', orchard.store]);

  expectOneLine(ended, words, 2);
  expect(orchard.github.seen).toEqual([]);
});

test.concurrent('a store of a newer Sluice is left alone', async () => {
  await using orchard = await plant();
  await orchard.sync('--streams', 'tags');
  const database = new DatabaseSync(join(orchard.store, 'sluice.db'));
  const setFormat = (format: string) => database.prepare(`UPDATE meta SET value = ? WHERE name = 'format'`).run(format);
  setFormat('99');

  const ended = await Promise.all([orchard.sync(), orchard.call('data', 'issues'), orchard.call('runs')]);
  setFormat('1');
  database.close();

  for (const each of ended) expectOneLine(each, /format 99, this Sluice knows up to \d+: use the newer Sluice/, 2);
  await expectUsable(orchard);
});

test.concurrent('a store that another sync writes is named', async () => {
  await using orchard = await plant({ latencyMilliseconds: 300 });
  const running = orchard.start();
  while (orchard.github.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));

  const ended = await orchard.sync();
  const { code } = await running.ended;

  expectOneLine(ended, /is being written by process \d+: wait for it to end, or end it/, 1);
  expect(code).toBe(0);
});

test.concurrent('files that may not grow end the sync, and it goes on when they may', async () => {
  await using orchard = await plant({ size: { issues: 300 } });
  const limited = startSluice(orchard.command, {}, ['sh', '-c', 'ulimit -f 800 && exec "$@"', 'sh']);

  const ended = await limited.ended;
  const again = await orchard.syncAs({});

  expectOneLine(ended, /no space left for .*: free some, then run the same command again/, 1);
  expect(again.code).toBe(0);
  expect(again.err).toMatch(/^going on with run run-[0-9a-f]+, which was interrupted$/m);
});

const mount = (...given: readonly string[]): boolean => spawnSync('mount', given).status === 0;

/** A disk of its own in a folder; undefined where nobody may make one. */
function smallDisk(size: string): (Disposable & { readonly path: string; grow(to: string): void }) | undefined {
  const folder = temporaryFolder();
  if (process.platform !== 'linux' || !mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder.path)) {
    folder[Symbol.dispose]();
    return undefined;
  }
  return {
    path: folder.path,
    grow: (to) => {
      mount('-o', `remount,size=${to}`, folder.path);
    },
    [Symbol.dispose]: () => {
      spawnSync('umount', [folder.path]);
      folder[Symbol.dispose]();
    },
  };
}

test.concurrent('a full disk ends the sync, and it goes on when there is room', async ({ skip }) => {
  using disk = smallDisk('2m');
  if (!disk) return skip('only root may mount a small disk');
  await using orchard = await plant({ size: { issues: 1000 } });
  const command = ['sync', SCOPE, '--base-url', orchard.github.url, '--store', join(disk.path, 'store')];

  const ended = await sluice(command);
  disk.grow('64m');
  const again = await sluice(command);

  expectOneLine(ended, /no space left for .*: free some, then run the same command again/, 1);
  expect(again.code).toBe(0);
  expect(again.err).toMatch(/^going on with run/m);
});
