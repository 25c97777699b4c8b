import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { FIRST_SCOPE, layFirstStore, setFormat } from '../support/first-store.ts';
import { startGitHub } from '../support/github/server.ts';
import { SCOPE, TOKEN } from '../support/orchard.ts';
import { digestOf, inStore, linesOf, sluice, temporaryFolder } from '../support/sluice.ts';

/** As large as the repository of the first version's store. */
const SIZE = { issues: 102, pulls: 4, commits: 6, runs: 4, deployments: 2 } as const;
const NAMED = ['--connection', 'here'] as const;
const NEXT_SYNC = `${SCOPE} is derived again from what is stored by its next sync`;

function firstStore() {
  const folder = temporaryFolder();
  layFirstStore(folder.path);
  return { path: folder.path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

test('any command upgrades a store of the first version, says so once, and goes on', async () => {
  using store = firstStore();
  const at = ['--store', store.path];
  const before = await sluice(['migrate', '--status', ...at]);

  const first = await sluice(['data', 'issues', ...at]);
  const second = await sluice(['runs', ...at]);
  const after = await sluice(['migrate', '--status', ...at]);

  expect(linesOf(before.out)[0]).toBe('the store has format 1, this Sluice writes format 2');
  expect(linesOf(before.out).filter((line) => line.includes('waiting'))).toHaveLength(2);
  expect(linesOf(first.out)).toHaveLength(102);
  expect(linesOf(first.err)).toEqual([expect.stringContaining('was brought into format 2')]);
  expect(second).toMatchObject({ code: 0, err: '' });
  expect(linesOf(second.out)).toHaveLength(5);
  expect(linesOf(after.out)[0]).toBe('the store has format 2, this Sluice writes format 2');
  expect(linesOf(after.out).filter((line) => / applied +\d+ +20\d\d-/.test(line))).toHaveLength(2);
  expect(linesOf(after.out).at(-1)).toBe(NEXT_SYNC);
});

test('an upgraded store goes on with the run that was killed, and comes to what a fresh derivation from raw comes to', async () => {
  using store = firstStore();
  using fresh = temporaryFolder();
  const github = await startGitHub({ size: SIZE });
  github.change(7);
  const sync = () =>
    sluice(['sync', SCOPE, ...NAMED, '--base-url', github.url, '--store', store.path], { GITHUB_TOKEN: TOKEN });

  const interrupted = await sync();
  const again = await sync();
  const third = await sync();
  await github.close();

  expect(interrupted).toMatchObject({ code: 0 });
  expect(interrupted.err).toContain('going on with run run-8fd67c82871fc02b, which was interrupted');
  expect(linesOf(again.err)).toEqual([expect.stringContaining('what is stored is derived again, without a request')]);
  expect(third).toMatchObject({ code: 0, err: '' });
  await onlyRaw(store.path, fresh.path);
  const replay = await sluice(['replay', SCOPE, ...NAMED, '--base-url', 'http://127.0.0.1:9', '--store', fresh.path]);
  expect(replay).toMatchObject({ code: 0 });
  const digests = await digestOf(store.path);
  expect(Object.keys(digests).length).toBeGreaterThan(20);
  expect(digests).toEqual(await digestOf(fresh.path));
});

/** A store that has nothing but the answers of the vendor, and where they are. */
async function onlyRaw(from: string, to: string): Promise<void> {
  const target = openStore(to, 'write');
  await inStore(from, async ({ control, objects }) => {
    const rows = await Array.fromAsync(control.scan());
    const kept = rows.filter(({ pk }) => [places.segments(FIRST_SCOPE), 'alias/github/here'].includes(pk));
    const scope = rows.find(({ pk, sk }) => pk === 'scopes' && sk === FIRST_SCOPE);
    await target.control.writeMany([...kept, ...(scope ? [{ ...scope, derivation: '' }] : [])]);
    for await (const key of objects.list('raw/')) await target.objects.put(key, await objects.get(key));
  });
  target.close();
}

test.each([
  [{ format: 4, readableFrom: 3 }, /^sluice: the store has format 4, this Sluice knows up to 2: use the newer Sluice/],
  [{ format: 0, readableFrom: 0 }, /^sluice: the store has format 0, this Sluice knows 1 to 2: use the Sluice/],
])(
  'a store of a format that this Sluice does not know (%j) is refused in one line and left alone',
  async (given, line) => {
    using store = firstStore();
    setFormat(store.path, given.format, given.readableFrom);

    const commands = [['data', 'issues'], ['runs'], ['sync', SCOPE], ['migrate'], ['migrate', '--status']];
    const ends = await Promise.all(commands.map((command) => sluice([...command, '--store', store.path])));

    for (const { code, out, err } of ends) {
      expect({ code, out, lines: linesOf(err).length }).toEqual({ code: 2, out: '', lines: 1 });
      expect(err).toMatch(line);
    }
    const rows = await inStore(store.path, async ({ control }) => (await control.query('migrations')).items);
    expect(rows).toHaveLength(1);
  },
);

test('a new store needs no migration', async () => {
  using folder = temporaryFolder();
  openStore(folder.path, 'write').close();

  const before = await sluice(['migrate', '--status', '--json', '--store', folder.path]);
  const after = await sluice(['migrate', '--store', folder.path]);

  expect(JSON.parse(before.out)).toEqual({ format: 'new', known: 2, migrations: [], derivedAgain: [] });
  expect(after).toMatchObject({ code: 0, err: '' });
});
