import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HeldError } from '../errors.ts';
import { resultCode, systemCode } from './out-of-space.ts';

const SQLITE_BUSY = 5;

/**
 * Takes the folder's writer lock until `close`, or until the process dies in whatever way: the operating system gives it
 * back, so nothing is ever left locked. It is the file lock of an empty SQLite database, which Node offers no other way to.
 *
 * @throws HeldError naming the process that has it
 */
export function lockStore(folder: string): { close(): void } {
  const holderFile = join(folder, 'holder');
  const lock = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 });
  try {
    // Nothing is ever written to it, so its journal is no file.
    lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    writeFileSync(holderFile, String(process.pid));
    return { close: () => lock.close() };
  } catch (cause) {
    lock.close();
    if (resultCode(cause) !== SQLITE_BUSY) throw cause;
    const message = `the store ${folder} is being written by process ${holderOf(holderFile)}`;
    throw new HeldError(`${message}: wait for it to end, or end it`, { cause });
  }
}

/** Whether the process that wrote the folder last is still alive. */
export function hasWriter(folder: string): boolean {
  const id = Number(holderOf(join(folder, 'holder')));
  if (!Number.isInteger(id) || id <= 0) return false;
  try {
    // Signal 0 only asks.
    return process.kill(id, 0);
  } catch (cause) {
    // Somebody else's process lives too.
    return systemCode(cause) === 'EPERM';
  }
}

function holderOf(file: string): string {
  try {
    return readFileSync(file, 'utf8') || 'unknown';
  } catch {
    // The holder has not yet written its name.
    return 'unknown';
  }
}
