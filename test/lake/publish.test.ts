import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { row } from '../../shared/domain/table.ts';
import { issues } from '../../shared/domain/ticket.ts';
import { filesOf, type Partition, readPublished } from '../../shared/lake/manifest.ts';
import { publish } from '../../shared/lake/publish.ts';
import { domainPlace } from '../../shared/pipeline/domain-places.ts';
import { storedRow } from '../support/lake-store.ts';
import { memoryObjects, memoryTable } from '../support/memory-ports.ts';

const OWNER = 'github/github/1';

function world() {
  const lake = memoryObjects();
  const puts: string[] = [];
  const ports = {
    table: memoryTable(),
    domain: memoryTable(),
    objects: memoryObjects(),
    lake: {
      ...lake,
      put: async (key: string, body: Uint8Array) => {
        puts.push(key);
        await lake.put(key, body);
      },
    },
  };
  /** All rows of the issues that the lake holds now. */
  const read = async (): Promise<readonly Record<string, unknown>[]> => {
    const files = filesOf(await readPublished(ports.table, 'issues'));
    const found = await Promise.all(
      files.map(async (key) => parquetReadObjects({ file: new Uint8Array(await lake.get(key)).buffer })),
    );
    return found.flat();
  };
  return { ports, puts, read };
}

const issue = (id: string, title: string) => row(issues, { id, title, storyPoint: 1.5, createdDate: '2026-01-01' });
const shardOf = (id: string): number => Number(domainPlace('issues', OWNER, id).pk.split('|')[2]);
const partition = (shard: number, version?: string): Partition => ({
  table: 'issues',
  owner: OWNER,
  shard,
  ...(version !== undefined && { version }),
});

test('a row of the lake has every column of its table, typed, and where it came from', async () => {
  const { ports, read } = world();
  await ports.domain.writeMany([storedRow(issue('a', 'one'))]);

  await publish(ports, [partition(shardOf('a'))]);

  const [found] = await read();
  expect(found).toMatchObject({ id: 'a', title: 'one', story_point: 1.5, created_date: new Date('2026-01-01') });
  expect(found).toMatchObject({ lead_time_minutes: null, is_subtask: null, due_date: null });
  expect(found).toMatchObject({
    _raw: 'raw/a#0',
    _run_id: 'run-1',
    _source_updated_at: new Date('2026-01-02'),
    _collected_at: new Date('2026-01-03'),
    _converter: '1.abc',
    _deleted_at: null,
  });
});

test('what was deleted keeps its key and says when', async () => {
  const { ports, read } = world();
  await ports.domain.writeMany([storedRow(issue('a', 'one'), { deletedAt: '2026-02-01T00:00:00.000Z' })]);

  await publish(ports, [partition(shardOf('a'))]);

  expect(await read()).toMatchObject([{ id: 'a', title: null, _deleted_at: new Date('2026-02-01') }]);
});

test('only partitions that changed are written again', async () => {
  const { ports, puts, read } = world();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  await ports.domain.writeMany(ids.map((id) => storedRow(issue(id, 'old'))));
  const shards = [...new Set(ids.map(shardOf))];
  await publish(
    ports,
    shards.map((shard) => partition(shard, '1')),
  );
  const before = puts.length;
  await ports.domain.writeMany([storedRow(issue('a', 'new'))]);

  const report = await publish(
    ports,
    shards.map((shard) => partition(shard, shard === shardOf('a') ? '2' : '1')),
  );

  expect(shards.length).toBeGreaterThan(1);
  expect(report.partitions).toEqual({ written: 1, unchanged: shards.length - 1 });
  expect(puts.length).toBe(before + 1);
  expect(report.replaced).toHaveLength(1);
  expect((await read()).filter(({ title }) => title === 'new').map(({ id }) => id)).toEqual(['a']);
  expect(await read()).toHaveLength(ids.length);
});

test('a partition whose store does not count writes is read, and its file is kept when it is the same', async () => {
  const { ports, puts } = world();
  await ports.domain.writeMany([storedRow(issue('a', 'one'))]);
  await publish(ports, [partition(shardOf('a'))]);

  const report = await publish(ports, [partition(shardOf('a'))]);

  expect(puts).toHaveLength(1);
  expect(report.replaced).toEqual([]);
});

test('a file of another shape is written again, though no row changed', async () => {
  const { ports } = world();
  await ports.domain.writeMany([storedRow(issue('a', 'one'))]);
  await publish(ports, [partition(shardOf('a'), '1')]);
  const [stored] = (await ports.table.query(places.lake('issues'))).items;
  if (stored) await ports.table.writeMany([{ ...stored, shape: 'of a version before' }]);

  const report = await publish(ports, [partition(shardOf('a'), '1')]);

  expect(report.partitions.written).toBe(1);
});

test('when it is interrupted between its objects and its row, readers go on with what was there', async () => {
  const { ports, read } = world();
  await ports.domain.writeMany([storedRow(issue('a', 'old'))]);
  await publish(ports, [partition(shardOf('a'), '1')]);
  await ports.domain.writeMany([storedRow(issue('a', 'new'))]);
  const killed = { ...ports, table: { ...ports.table, transact: () => Promise.reject(new Error('killed')) } };

  await expect(publish(killed, [partition(shardOf('a'), '2')])).rejects.toThrow('killed');

  expect(await read()).toMatchObject([{ id: 'a', title: 'old' }]);
  await publish(ports, [partition(shardOf('a'), '2')]);
  expect(await read()).toMatchObject([{ id: 'a', title: 'new' }]);
});

test('a table of a newer version is left alone', async () => {
  const { ports } = world();

  const report = await publish(ports, [{ ...partition(0), table: 'unheard_of' }]);

  expect(report.partitions).toEqual({ written: 0, unchanged: 0 });
});
