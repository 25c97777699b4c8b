import { UnknownStoreError } from '../errors.ts';
import { resultCode, systemCode } from './out-of-space.ts';

/** What SQLite and the system say of a folder that cannot be a store, and how to mend it. */
const SQLITE: ReadonlyMap<number, string> = new Map([
  [3, 'you may not: look at its permissions'],
  [8, 'it may not be written by you: look at its permissions'],
  [11, 'its file sluice.db is damaged: bring it back from a backup, or move the folder away and sync again'],
  [14, 'its file sluice.db cannot be opened: look at the permissions of the folder and of the file'],
  [26, 'its file sluice.db is no database: move it away, or name another folder'],
]);
const SYSTEM: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'you may not: look at its permissions'],
  ['EPERM', 'you may not: look at its permissions'],
  ['EROFS', 'its disk can only be read'],
  ['EEXIST', 'it is a file: name a folder'],
  ['ENOTDIR', 'a part of it is a file: name a folder'],
]);

/** Translates what is thrown where a folder cannot be opened as a store. */
export function asBrokenStore(cause: unknown, folder: string): unknown {
  const says = SQLITE.get(resultCode(cause) ?? 0) ?? SYSTEM.get(systemCode(cause));
  return says === undefined ? cause : new UnknownStoreError(`the store ${folder} cannot be opened: ${says}`, { cause });
}
