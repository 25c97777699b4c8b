import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeldError, NewerStoreError, NotFoundError, OutOfSpaceError } from '../../shared/errors.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { openDatabase } from '../../shared/local/sqlite-database.ts';
import { createTable } from '../../shared/local/sqlite-rows.ts';
import { sqliteTable } from '../../shared/local/sqlite-table.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'sluice-store-')), '.sluice');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

test('a store is made, closed and found again', async () => {
  const made = openStore(folder, 'write');
  await made.domain.writeMany([{ pk: 'p', sk: 'a' }]);
  await made.objects.put('raw/a.zst', Buffer.from('x'));
  made.close();

  const found = openStore(folder, 'write');

  expect(await found.domain.get({ pk: 'p', sk: 'a' })).toEqual({ pk: 'p', sk: 'a' });
  expect(await found.control.get({ pk: 'p', sk: 'a' })).toBeUndefined();
  expect(await Array.fromAsync(found.objects.list(''))).toEqual(['raw/a.zst']);
  found.close();
});

test('a second writer is told who holds the store, and gets it afterwards', () => {
  const first = openStore(folder, 'write');

  expect(() => openStore(folder, 'write')).toThrow(HeldError);
  expect(() => openStore(folder, 'write')).toThrow(`process ${process.pid}`);

  first.close();
  openStore(folder, 'write').close();
});

test('readers read beside a writer, what it has written so far', async () => {
  const writer = openStore(folder, 'write');
  const reader = openStore(folder, 'read');

  await writer.domain.writeMany([{ pk: 'p', sk: 'a' }]);

  expect((await reader.domain.query('p')).items).toHaveLength(1);
  await expect(reader.domain.writeMany([{ pk: 'p', sk: 'b' }])).rejects.toThrow(/readonly/);
  reader.close();
  writer.close();
});

test('a reader reads when no writer is there', async () => {
  const writer = openStore(folder, 'write');
  await writer.domain.writeMany([{ pk: 'p', sk: 'a' }]);
  writer.close();

  const reader = openStore(folder, 'read');

  expect((await reader.domain.query('p')).items).toHaveLength(1);
  reader.close();
});

test('there is nothing to read where nothing was written, and reading makes nothing', () => {
  expect(() => openStore(folder, 'read')).toThrow(NotFoundError);
  expect(existsSync(folder)).toBe(false);
});

test('a store of a newer sluice is left alone', () => {
  openStore(folder, 'write').close();
  const database = new DatabaseSync(join(folder, 'sluice.db'));
  database.exec(`UPDATE meta SET value = '2'`);
  database.close();

  expect(() => openStore(folder, 'write')).toThrow(NewerStoreError);
  expect(() => openStore(folder, 'read')).toThrow(NewerStoreError);
});

test('what a killed writer had committed is kept, and its lock is gone', async () => {
  const writer = await startWriter(folder);
  expect(() => openStore(folder, 'write')).toThrow(`process ${writer.pid}`);

  writer.kill('SIGKILL');
  await once(writer, 'exit');

  const store = openStore(folder, 'write');
  expect((await store.control.query('p')).items.map(({ sk }) => sk)).toEqual(['a', 'b']);
  expect(existsSync(join(folder, 'unfinished'))).toBe(false);
  store.close();
});

test('a full disk is named, and what was committed before stays', async () => {
  const path = join(folder, '..', 'small.db');
  const database = openDatabase(path, 'write');
  createTable(database, 't');
  database.exec('PRAGMA max_page_count = 20');
  const table = sqliteTable(database, 't');
  await table.transact([{ kind: 'put', item: { pk: 'p', sk: 'first' } }]);

  const large = { pk: 'p', sk: 'large', body: 'x'.repeat(300_000) };

  await expect(table.transact([{ kind: 'put', item: large }])).rejects.toThrow(OutOfSpaceError);
  await expect(table.writeMany([large])).rejects.toThrow(path);
  expect((await table.query('p')).items.map(({ sk }) => sk)).toEqual(['first']);
  expect(await table.transact([{ kind: 'put', item: { pk: 'p', sk: 'second' } }])).toBe('done');
  database.close();
});

/** A process that writes two rows, begins a third write and then holds the store. */
async function startWriter(at: string): Promise<ChildProcess> {
  const script = join(at, '..', 'writer.ts');
  const source = new URL('../../shared/local/open-store.ts', import.meta.url);
  writeFileSync(
    script,
    `import { mkdirSync } from 'node:fs';
    import { openStore } from '${source.href}';
    const store = openStore(process.argv[2], 'write');
    await store.control.transact([{ kind: 'put', item: { pk: 'p', sk: 'a' } }]);
    await store.control.writeMany([{ pk: 'p', sk: 'b' }]);
    mkdirSync(process.argv[2] + '/unfinished/draft', { recursive: true });
    console.log('ready');
    setInterval(() => {}, 1000);`,
  );
  const child = spawn(process.execPath, [script, at], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
