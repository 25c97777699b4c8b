import { expect, test } from 'vitest';
import { lakeKey, places } from '../../shared/contract/places.ts';
import { sweepObjects } from '../../shared/pipeline/sweep-objects.ts';
import { memoryStored } from '../support/memory-stored.ts';
import { smallWorld } from '../support/small-world.ts';

const TWO_DAYS = 2 * 86_400_000;
const thing = (id: number, title = `thing ${id}`) => ({ id, title, labels: [], at: '2025-12-01T00:00:00Z' });

/** A small world that was synced once, whose objects are swept. */
async function world() {
  const made = smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': [thing(1), thing(2)],
    '/here/things/1/state': { state: 'done' },
    '/here/things/2/state': { state: 'done' },
    '/here/notes': [{ id: 7, text: 'hello' }],
  });
  const kept = memoryStored(made.ports.clock.now, made.ports.objects);
  made.ports.objects = kept.objects;
  const ports = { ...made.ports, stored: kept.stored };
  await made.sync();
  const all = async () => Array.fromAsync(kept.objects.list(''));
  return {
    ...made,
    ...kept,
    all,
    sweep: (now = true) => sweepObjects(ports, { until: Number.POSITIVE_INFINITY, now }),
  };
}

test('what a sync stored is named by the index, and nothing of it is marked', async () => {
  const { ports, sweep, marked, all } = await world();
  await ports.clock.sleep(TWO_DAYS);

  const swept = await sweep();

  expect(swept).toEqual({ seen: (await all()).length, replaced: 0, isOver: true });
  expect(marked()).toEqual([]);
});

test('a segment and a tool object that no commit names are marked once they are old, and not before', async () => {
  const { ports, objects, sweep, marked } = await world();
  const strays = ['raw', 'tool'].map((layer) => `${layer}/toy/toy/here/things/run-1/abc-123.ndjson.zst`);
  for (const key of strays) await objects.put(key, Buffer.from('28b52ffd', 'hex'));
  const [raw = '', tool = ''] = strays;
  const [full] = await Array.fromAsync(objects.list('tool/'));
  await objects.put(tool, await objects.get(full ?? ''));

  await sweep();
  const early = marked();
  await ports.clock.sleep(TWO_DAYS);
  await sweep();

  expect(early).toEqual([]);
  expect(marked()).toEqual([raw, tool]);
});

test('a file of the lake is marked once no partition names it', async () => {
  const { ports, objects, sweep, marked } = await world();
  const [kept, replaced, brought] = ['a', 'b', 'c'].map((hash) => lakeKey('issues', hash));
  for (const key of [kept, replaced, brought]) await objects.put(key ?? '', new Uint8Array([1]));
  await ports.table.writeMany([
    { pk: places.lake('issues'), sk: 'toy/toy/here|0', files: [kept ?? ''] },
    { pk: places.imports, sk: 'issues', files: [brought ?? ''] },
  ]);
  await ports.clock.sleep(TWO_DAYS);

  await sweep();

  expect(marked()).toEqual([replaced]);
});

test('a tool object that was made again is marked, but for one that holds the latest of what was derived', async () => {
  const { ports, sync, sweep, marked } = await world();
  await sync({ from: 'extract' });
  await ports.clock.sleep(TWO_DAYS);
  await sweep();
  const unchanged = marked();

  await sync(undefined, { prefix: 'now ' });
  await ports.clock.sleep(TWO_DAYS);
  await sweep();

  expect(unchanged).toEqual([]);
  expect(marked().length).toBeGreaterThan(0);
  const named = [...ports.table.rows(), ...ports.domain.rows()].flatMap(({ tool }) =>
    typeof tool === 'string' ? [tool] : [],
  );
  expect(marked().filter((key) => named.includes(key))).toEqual([]);
  expect((await sync({ from: 'convert' })).state).toBe('completed');
});

test('a segment whose page is sent again as it is stored is kept, however often and however long ago it was stored', async () => {
  const { ports, sync, sweep, marked, answers } = await world();
  answers['/here/notes'] = [{ id: 7, text: 'changed' }];
  await sync();
  for (let i = 0; i < 3; i += 1) {
    await ports.clock.sleep(TWO_DAYS);
    await sync({ full: true });
  }
  await sync({ from: 'extract' });
  await ports.clock.sleep(TWO_DAYS);

  await sweep();

  const rows = ports.table.rows().filter(({ pk }) => pk.startsWith('page/'));
  const segments = new Set(rows.map(({ segment }) => String(segment)));
  expect(rows.length).toBeGreaterThan(3);
  expect(marked().filter((key) => segments.has(key))).toEqual([]);
  for (const key of segments) expect((await ports.objects.get(key)).length).toBeGreaterThan(0);
});

test('a scope that a run holds, or has left work of, keeps its tool objects', async () => {
  const { ports, planRun, objects, sweep, marked } = await world();
  const [full = ''] = await Array.fromAsync(objects.list('tool/toy/toy/here/things/'));
  const stray = 'tool/toy/toy/here/things/run-1/abc-123.ndjson.zst';
  await objects.put(stray, await objects.get(full));
  await planRun();
  await ports.clock.sleep(TWO_DAYS);

  await sweep();

  expect(marked()).toEqual([]);
});

test('a sweep goes on where it stopped, and begins again a day later', async () => {
  const { ports, stored, sweep } = await world();
  await ports.clock.sleep(TWO_DAYS);
  const one = {
    ...ports,
    stored: {
      ...stored,
      list: (prefix: string, range: { after?: string; limit: number }) => stored.list(prefix, { ...range, limit: 1 }),
    },
  };
  const seen: number[] = [];

  for (let i = 0; i < 100; i += 1) {
    // Time passes with every look at the clock: each call has time for a page or two.
    const swept = await sweepObjects(one, { until: ports.clock.now() + 3, now: i === 0 });
    seen.push(swept.seen);
    if (swept.isOver) break;
  }

  expect(seen.length).toBeGreaterThan(3);
  expect(seen.reduce((sum, count) => sum + count, 0)).toBe((await Array.fromAsync(ports.objects.list(''))).length);
  expect(await sweep(false)).toEqual({ seen: 0, replaced: 0, isOver: true });
  await ports.clock.sleep(TWO_DAYS);
  expect((await sweep(false)).seen).toBeGreaterThan(0);
  expect(await ports.table.get(places.sweep)).toMatchObject({ isOver: true });
});
