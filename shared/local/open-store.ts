import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { NewerStoreError, NotFoundError } from '../errors.ts';
import type { ObjectPort, TablePort } from '../pipeline/ports.ts';
import { asBrokenStore } from './broken-store.ts';
import { countWrites, type DomainPartition, domainPartitions, writesOf } from './domain-partitions.ts';
import { draftsOf } from './drafts.ts';
import { fileObjects } from './file-objects.ts';
import { type FileStored, fileStored } from './file-stored.ts';
import { pathOf } from './object-path.ts';
import { asOutOfSpace } from './out-of-space.ts';
import { inTransaction, openDatabase } from './sqlite-database.ts';
import { createTable } from './sqlite-rows.ts';
import { sqliteTable } from './sqlite-table.ts';
import { lockStore } from './store-lock.ts';

/** Raised when an older Sluice could no longer read what this one writes. */
const FORMAT = 1;

/** The ports of one folder. */
export interface Store {
  readonly control: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
  readonly stored: FileStored;
  /** The files that SQL reads, below the folder; a key of theirs begins with `lake/`. */
  readonly lake: ObjectPort;
  /** Removes one of them that nobody reads any more. */
  removeFromLake(key: string): void;
  /** Every partition of the domain table that holds records, and what tells whether it has changed. */
  partitions(): readonly DomainPartition[];
  /** What tells whether one of them has changed, for who may write. */
  versionOf(partition: string): string | undefined;
  close(): void;
}

/**
 * Opens the folder that a laptop keeps everything in; a writer makes it when it is absent. There is one writer at a time,
 * and any number of readers beside it. Who opens it `beside` the writer may change rows on condition, to cancel a run.
 *
 * @throws HeldError when another process writes
 * @throws NewerStoreError when a newer Sluice wrote it
 * @throws NotFoundError when there is nothing to read
 * @throws OutOfSpaceError when there is no room for it
 * @throws UnknownStoreError when the folder, or its database, cannot be opened
 */
export function openStore(folder: string, access: 'write' | 'beside' | 'read'): Store {
  try {
    return access === 'write' ? openForWriting(folder) : openExisting(folder, access);
  } catch (cause) {
    throw asBrokenStore(asOutOfSpace(cause, folder), folder);
  }
}

function openExisting(folder: string, access: 'beside' | 'read'): Store {
  const file = join(folder, 'sluice.db');
  if (!existsSync(file)) throw absent(folder);
  const database = openDatabase(file, access === 'read' ? 'read' : 'write');
  return guarded([database], () => {
    if (formatOf(database) === undefined) throw absent(folder);
    checkFormat(database, folder);
    return storeOf(folder, database, [database]);
  });
}

function openForWriting(folder: string): Store {
  mkdirSync(folder, { recursive: true });
  const lock = lockStore(folder);
  return guarded([lock], () => {
    const database = openDatabase(join(folder, 'sluice.db'), 'write');
    return guarded([database], () => {
      checkFormat(database, folder);
      createTables(database);
      // What a killed writer had not finished.
      rmSync(join(folder, 'unfinished'), { recursive: true, force: true });
      return storeOf(folder, database, [database, lock]);
    });
  });
}

function storeOf(folder: string, database: DatabaseSync, held: readonly { close(): void }[]): Store {
  const here = join(folder, 'objects');
  const away = join(folder, 'replaced');
  const unfinished = join(folder, 'unfinished');
  const objects = fileObjects(here, unfinished);
  const files = { objects, replaced: fileObjects(away, unfinished) };
  return {
    control: sqliteTable(database, 'control'),
    domain: sqliteTable(database, 'domain'),
    objects,
    stored: fileStored(files, { folder: here, replacedFolder: away, now: Date.now }),
    lake: fileObjects(folder, draftsOf(folder)),
    removeFromLake: (key) => rmSync(join(folder, ...pathOf(key)), { force: true }),
    partitions: () => domainPartitions(database),
    versionOf: (partition) => writesOf(database, partition),
    close: () => {
      for (const each of held) each.close();
    },
  };
}

function createTables(database: DatabaseSync): void {
  inTransaction(database, () => {
    database.exec('CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT');
    database.prepare(`INSERT INTO meta VALUES ('format', ?) ON CONFLICT DO NOTHING`).run(String(FORMAT));
    createTable(database, 'control');
    createTable(database, 'domain');
    countWrites(database);
  });
}

function checkFormat(database: DatabaseSync, folder: string): void {
  const format = formatOf(database);
  if (format === undefined || format <= FORMAT) return;
  const message = `the store ${folder} has format ${format}, this Sluice knows up to ${FORMAT}`;
  throw new NewerStoreError(`${message}: use the newer Sluice that wrote it, or another folder`);
}

function formatOf(database: DatabaseSync): number | undefined {
  const known = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta'`).get();
  const row = known && database.prepare(`SELECT value FROM meta WHERE name = 'format'`).get();
  return row === undefined ? undefined : Number(row.value);
}

function absent(folder: string): NotFoundError {
  return new NotFoundError(`there is no store in ${folder}: run a sync first, or name another folder`);
}

function guarded<T>(held: readonly { close(): void }[], body: () => T): T {
  try {
    return body();
  } catch (cause) {
    for (const each of held) each.close();
    throw cause;
  }
}
