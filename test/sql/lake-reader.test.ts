import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedFiles } from '../../shared/aws/cached-files.ts';
import { places } from '../../shared/contract/places.ts';
import { commits } from '../../shared/domain/code.ts';
import { row } from '../../shared/domain/table.ts';
import { issues } from '../../shared/domain/ticket.ts';
import { publish } from '../../shared/lake/publish.ts';
import { fileOnce } from '../../shared/sql/file-once.ts';
import { lakeReader } from '../../shared/sql/lake-reader.ts';
import { storedRow } from '../support/lake-store.ts';
import { memoryObjects, memoryTable } from '../support/memory-ports.ts';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'sluice-reader-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;

/** A lake in memory, read by way of files. */
function world({ most = 2 ** 30, longest = 60_000 }: { most?: number; longest?: number } = {}) {
  folders += 1;
  const [folder, spill] = [join(scratch, `lake-${folders}`), join(scratch, `spill-${folders}`)];
  const objects = memoryObjects();
  const got: string[] = [];
  const watched = {
    get: (key: string) => {
      got.push(key.split('/')[1] ?? '');
      return objects.get(key);
    },
  };
  const [table, domain] = [memoryTable(), memoryTable()];
  const files = cachedFiles({ objects: watched, folder, most });
  const reader = lakeReader({ control: table, files, folder, spill, memory: '256MB', threads: 1, longest });
  const write = async (rows: Parameters<typeof domain.writeMany>[0]) => {
    await domain.writeMany(rows);
    const partitions = new Set(domain.rows().map(({ pk }) => pk));
    await publish(
      { table, domain, objects, lake: objects },
      [...partitions].map((pk) => {
        const [name = '', owner = '', shard] = pk.split('|');
        return { table: name, owner, shard: Number(shard) };
      }),
    );
  };
  const ask = async (sql: string) => {
    const open = await reader.open();
    try {
      return await open.query(sql);
    } finally {
      open.close();
    }
  };
  return { table, objects, reader, write, ask, got };
}

const issue = (id: string, title: string) => storedRow(row(issues, { id, title }));
const commit = (owner: string, message: string, observedAt: string) =>
  storedRow(row(commits, { sha: 'a'.repeat(40), message }), { owner, observedAt, version: observedAt });

test('a question fetches the files of the tables that it names, once, and sees what was published since', async () => {
  const { write, ask, got } = world();
  await write([issue('a', 'one'), issue('b', 'two'), commit('o1', 'first', '2026-01-01T00:00:00.000Z')]);

  const first = await ask('SELECT count(*) AS n FROM issues');
  const before = got.length;
  await ask('SELECT title FROM "Issues" ORDER BY 1');
  const again = got.length;
  await write([issue('c', 'three')]);
  const later = await ask('SELECT count(*) AS n FROM issues');

  expect([first, later]).toEqual([[{ n: 2 }], [{ n: 3 }]]);
  expect(new Set(got)).toEqual(new Set(['issues']));
  expect(again).toBe(before);
  expect(got.length).toBe(before + 1);
});

test('a record that two owners hold is there once, as it was observed last; what is deleted is not', async () => {
  const { write, ask } = world();
  await write([
    commit('o1', 'older', '2026-01-01T00:00:00.000Z'),
    commit('o2', 'newer', '2026-01-02T00:00:00.000Z'),
    storedRow(row(issues, { id: 'a', title: 'gone' }), { deletedAt: '2026-01-05T00:00:00.000Z' }),
  ]);

  expect(await ask('SELECT message FROM commits')).toEqual([{ message: 'newer' }]);
  expect(await ask('SELECT * FROM issues')).toEqual([]);
});

test('a table without rows is empty and typed, and all tables are listed', async () => {
  const { ask } = world();

  expect(await ask('SELECT count(*) AS n, max(created_date) AS at FROM issues')).toEqual([{ n: 0, at: null }]);
  expect(await ask('SELECT count(*) > 30 AS many FROM information_schema.tables')).toEqual([{ many: true }]);
});

test('a file that lacks a column of today has nothing there', async () => {
  const { write, ask, table } = world();
  await write([issue('a', 'one')]);
  for (const stored of (await table.query(places.lake('issues'))).items)
    await table.writeMany([{ ...stored, shape: 'of a version before' }]);

  expect(await ask('SELECT title, _deleted_at FROM issues')).toEqual([{ title: 'one', _deleted_at: null }]);
});

test.each([
  ["SELECT * FROM read_csv('/etc/passwd')", /SQL: Permission Error/],
  ["SELECT * FROM read_text('/proc/self/environ')", /SQL: Permission Error/],
  ["COPY issues TO '/tmp/out.csv'", /SQL: Permission Error/],
  ['DROP VIEW issues', /only questions are answered/],
  ["SET memory_limit = '1TB'", /only questions are answered/],
  ['SELECT 1; SELECT 2', /not several statements/],
  ['SELECT nothing FROM issues', /SQL: Binder Error/],
  ["SELECT * FROM 'https://example.com/x.parquet'", /SQL: /],
])('%s is refused', async (sql, why) => {
  const { write, ask } = world();
  await write([issue('a', 'one')]);

  await expect(ask(sql)).rejects.toThrow(why);
});

test('a question that takes too long is interrupted, and the next one is answered', async () => {
  const { ask, write } = world({ longest: 200 });
  await write([issue('a', 'one')]);

  await expect(ask('SELECT count(*) FROM range(100000000000) a WHERE hash(range) = 7')).rejects.toThrow(
    /takes more than 0 s/,
  );
  expect(await ask('SELECT title FROM issues')).toEqual([{ title: 'one' }]);
});

test('a question for which there is no room says so', async () => {
  const { ask, write } = world({ most: 100 });
  await write([issue('a', 'one')]);

  await expect(ask('SELECT * FROM issues')).rejects.toThrow(/there is room for 0 MiB/);
});

test('a SELECT of ours becomes a Parquet file, which is gone when it was read', async () => {
  const { reader, write } = world();
  await write([issue('a', 'first'), issue('b', 'second')]);
  const open = await reader.open();

  const path = await open.toParquet('SELECT id, title FROM issues ORDER BY id');
  open.close();
  const { bytes, chunks } = await fileOnce(path);
  const file = Buffer.concat(await Array.fromAsync(chunks));

  expect(file.length).toBe(bytes);
  expect([file.subarray(0, 4), file.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1']);
  expect(existsSync(path)).toBe(false);
});

test('a file that takes too long is interrupted', async () => {
  const { reader } = world({ longest: 1 });
  const open = await reader.open();

  const writing = open.toParquet('SELECT count(*) AS n FROM range(100000000) a, range(100000) b');

  await expect(writing).rejects.toThrow(/takes more than/);
  open.close();
});
