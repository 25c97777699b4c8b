import { DatabaseSync } from 'node:sqlite';
import { asOutOfSpace } from './out-of-space.ts';

/**
 * Opens a database file as Sluice uses it.
 *
 * WAL lets readers in while one process writes. `synchronous` is NORMAL: a commit is in the operating system's memory
 * when it returns, so it survives the death of the process (kill -9). A power cut may take the last commits, but it
 * takes them from the end and leaves the file whole: a run goes on from an earlier commit, as it always may.
 */
export function openDatabase(path: string, access: 'write' | 'read'): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: access === 'read', timeout: 10_000 });
  try {
    // 64 MiB of cache hold the inner pages of some ten million rows.
    database.exec('PRAGMA cache_size = -65536');
    if (access === 'read') return database;
    // Rows are about a kilobyte: larger pages hold several. A checkpoint syncs, so one per 40 MiB, not per 4.
    database.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA wal_autocheckpoint = 5000; PRAGMA journal_size_limit = 67108864');
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** Runs `body` in one immediate transaction, which is rolled back when it throws. */
export function inTransaction<T>(database: DatabaseSync, body: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE');
    const answer = body();
    database.exec('COMMIT');
    return answer;
  } catch (cause) {
    // SQLite rolls back by itself when the disk is full.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw asOutOfSpace(cause, database.location() ?? 'the database');
  }
}
