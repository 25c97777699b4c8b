import { OutOfSpaceError } from '../errors.ts';

/** Translates what the file system or SQLite throws when the disk, or the user's share of it, is full. */
export function asOutOfSpace(cause: unknown, path: string): unknown {
  if (!isOutOfSpace(cause)) return cause;
  return new OutOfSpaceError(`no space left for ${path}: free some, then run the same command again`, { cause });
}

/** SQLite's primary result code (https://sqlite.org/rescode.html) of a thrown value. */
export function resultCode(thrown: unknown): number | undefined {
  const code = extendedCode(thrown);
  return code === undefined ? undefined : code & 0xff;
}

/** Node's code (`ENOENT`) of a thrown value. */
export function systemCode(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}

const SQLITE_FULL = 13;
// All that SQLite says when a quota or a limit on the size of files ends a write.
const SQLITE_IOERR_WRITE = 778;
// The shared-memory file of the write-ahead log could not grow.
const SQLITE_IOERR_SHMSIZE = 4874;

function isOutOfSpace(cause: unknown): boolean {
  const code = systemCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return true;
  const extended = extendedCode(cause);
  return resultCode(cause) === SQLITE_FULL || extended === SQLITE_IOERR_SHMSIZE || extended === SQLITE_IOERR_WRITE;
}

function extendedCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return undefined;
  return thrown.errcode;
}
