import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import type { WorkItem } from '../../shared/contract/work-item.ts';
import { row } from '../../shared/domain/table.ts';
import { tables } from '../../shared/domain/tables.ts';
import { issues } from '../../shared/domain/ticket.ts';
import { lakeOf } from '../../shared/lake/lake-of.ts';
import { makeItem } from '../../shared/pipeline/ledger.ts';
import { publish } from '../../shared/pipeline/publish.ts';
import { markingDomain, unpublishedOf } from '../../shared/pipeline/unpublished.ts';
import { lakeDifferences, rowsOfLake } from '../support/lake-differences.ts';
import { storedRow } from '../support/lake-store.ts';
import { smallWorld, withHeaders } from '../support/small-world.ts';

const thing = (id: number, title: string, more: object = {}) => ({
  id,
  title,
  labels: ['a'],
  at: '2026-01-01T00:00:00Z',
  ...more,
});
const SCOPE = 'toy/toy/here';

/** A vendor of a few things, and a store with a lake. */
function world(things: readonly object[], fileRows?: number) {
  const answers: Record<string, unknown> = {
    '/here': { id: 'here', name: 'here' },
    '/here/things': () => withHeaders({}, things),
    '/here/notes': [],
  };
  for (const id of [1, 2, 3, 4, 5, 6]) answers[`/here/things/${id}/state`] = { state: 'open' };
  const made = smallWorld(answers);
  const { table, domain, objects } = made.ports;
  const puts: string[] = [];
  const kept = {
    ...objects,
    put: async (key: string, body: Uint8Array) => {
      if (key.startsWith('lake/')) puts.push(key);
      await objects.put(key, body);
    },
  };
  const lake = lakeOf({ table, domain, objects: kept, lake: kept, ...(fileRows !== undefined && { fileRows }) });
  Object.assign(made.ports, { lake });
  const different = () => lakeDifferences({ control: table, domain, objects }, [...tables.keys()]);
  return { ...made, lake, puts, different, store: { control: table, domain, objects } };
}

test('after a run the lake is what the domain table holds, and nothing is left to publish', async () => {
  const { sync, different, store } = world([thing(1, 'one', { owner: 'ann' }), thing(2, 'two')]);

  const report = await sync();

  expect(report.state).toBe('completed');
  expect(report.totals.stages.publish).toMatchObject({ dead: 0 });
  expect(report.totals.stages.publish.done).toBe(report.totals.stages.publish.planned);
  expect(await rowsOfLake(store, 'issues')).toHaveLength(2);
  expect(await rowsOfLake(store, 'accounts')).toHaveLength(1);
  expect(await different()).toEqual([]);
  expect(store.control.rows().filter(({ pk }) => pk.startsWith('unpublished/'))).toEqual([]);
});

test('a run that changed nothing publishes nothing', async () => {
  const { sync, puts } = world([thing(1, 'one')]);
  await sync();
  const before = puts.length;

  const report = await sync();

  expect(report.totals.stages.publish).toEqual({ planned: 0, done: 0, dead: 0 });
  expect(puts).toHaveLength(before);
});

test('only the partitions that a run changed are written again', async () => {
  const things = [1, 2, 3, 4, 5, 6].map((id) => thing(id, `thing ${id}`));
  const { sync, puts, different } = world(things);
  await sync();
  const before = puts.length;
  things[2] = thing(3, 'renamed', { at: '2026-01-02T00:00:00Z' });

  await sync();

  expect(puts.slice(before).map((key) => key.split('/')[1])).toEqual(['issues']);
  expect(await different()).toEqual([]);
});

test('what was there before there was a lake is published by the next run, though that changes nothing', async () => {
  const { sync, ports, lake, different } = world([thing(1, 'one')]);
  Object.assign(ports, { lake: undefined });
  await sync();
  expect(await different()).not.toEqual([]);
  Object.assign(ports, { lake });

  await sync();

  expect(await different()).toEqual([]);
});

test('files of another shape are written again by the next run that has something to publish', async () => {
  const things = [thing(1, 'one')];
  const { sync, ports, lake, store } = world(things);
  await sync();
  const [stored] = (await store.control.query(places.lake('boards'))).items;
  if (stored) await store.control.writeMany([{ ...stored, shape: 'of a version before' }]);
  Object.assign(ports, { lake: { ...lake, shape: 'of today' } });
  things.push(thing(2, 'two'));

  await sync();

  const [now] = (await store.control.query(places.lake('boards'))).items;
  expect(stored).toBeDefined();
  expect(now?.shape).toBe(stored?.shape);
});

const scopeItem = (): WorkItem => ({
  ...makeItem({
    run: 'run-1',
    connection: 'toy/toy',
    scope: SCOPE,
    stream: 'publish',
    work: { kind: 'publish', of: SCOPE },
  }),
  claimBy: 'me',
  claimUntil: 9e15,
});

test('a partition that is too large for one call goes on where the one before stopped', async () => {
  const { ports, lake, store, puts, different } = world([], 2);
  const rows = Array.from({ length: 40 }, (_, i) =>
    storedRow(row(issues, { id: `i${i}`, title: 'a' }), { owner: SCOPE }),
  );
  await markingDomain(store.domain, store.control, 'run-1').writeMany(rows);
  let item = scopeItem();
  let calls = 0;
  const parts = new Set<string>();

  // Each call has no time but for one file.
  for (; calls < 100; calls += 1) {
    await store.control.transact([{ kind: 'put', item: { ...item, work: JSON.parse(JSON.stringify(item.work)) } }]);
    await publish({ ...ports, lake }, item, { id: 'me', deadline: 0, claimUntil: 9e15 });
    const left = await store.control.get(item);
    if (!left) break;
    item = { ...scopeItem(), work: JSON.parse(JSON.stringify(left.work)) };
    parts.add(JSON.stringify(left.work));
  }

  expect(calls).toBeLessThan(100);
  expect(parts.size).toBeGreaterThan(10);
  expect(new Set(puts).size).toBe(puts.length);
  expect(await different()).toEqual([]);
});

test('a publisher that was overtaken does not put older rows in the place of newer ones', async () => {
  const { lake, store } = world([]);
  const write = (title: string) =>
    store.domain.writeMany([storedRow(row(issues, { id: 'a', title }), { owner: SCOPE })]);
  const partition = {
    table: 'issues',
    owner: SCOPE,
    shard: Number(storedRow(row(issues, { id: 'a' })).pk.split('|')[2]),
  };
  const titles = async () => (await rowsOfLake(store, 'issues')).map(({ title }) => title);
  await write('old');
  let isFirst = true;
  const slow = lakeOf({
    ...store,
    table: store.control,
    lake: {
      ...store.objects,
      put: async (key, body) => {
        await store.objects.put(key, body);
        // What it has read is old by the time at which it is named.
        if (!isFirst) return;
        isFirst = false;
        await write('new');
        await lake.publish(partition, { isOver: () => false });
      },
    },
  });

  await slow.publish(partition, { isOver: () => false });

  expect(await titles()).toEqual(['new']);
});

test('what another open run is at is its own to publish; what one that has ended left is taken up', async () => {
  const { sync, planRun, store } = world([thing(1, 'one')]);
  const { run: ended } = await sync();
  const { run: open } = await planRun();
  const mark = (run: string) => ({ pk: places.unpublished('shared'), sk: `accounts|0#${run}` });
  await store.control.writeMany([mark(open), mark(ended), mark('mine')]);

  const [found] = await unpublishedOf({ table: store.control }, 'shared', 'mine');

  expect(found?.partition).toEqual({ table: 'accounts', owner: 'shared', shard: 0 });
  expect(found?.marks.map(({ sk }) => sk).toSorted()).toEqual([mark('mine').sk, mark(ended).sk].toSorted());
});

test('a partition is marked before a row of it is changed, and once', async () => {
  const { store } = world([]);
  const seen: boolean[] = [];
  const domain = markingDomain(
    {
      ...store.domain,
      writeMany: async (puts, deletes) => {
        seen.push(store.control.rows().some(({ pk }) => pk === places.unpublished(SCOPE)));
        await store.domain.writeMany(puts, deletes);
      },
    },
    store.control,
    'run-1',
  );
  const item = storedRow(row(issues, { id: 'a', title: 'one' }), { owner: SCOPE });

  await domain.writeMany([item, { pk: `@made/issues|${SCOPE}|0`, sk: 'a' }]);
  await domain.transact([{ kind: 'put', item: { ...item, hash: 'other' } }]);

  expect(seen).toEqual([true]);
  expect(store.control.rows().filter(({ pk }) => pk.startsWith('unpublished/'))).toHaveLength(1);
});
