import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (folder: string): string => join(folder, 'api-key');

/** The key that the local server made for whoever owns the folder; undefined: none yet. */
export function readKeyFile(folder: string): string | undefined {
  const file = fileIn(folder);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Keeps it where only its owner can read it, whatever stood in its place. */
export function writeKeyFile(folder: string, key: string): void {
  const file = fileIn(folder);
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, `${key}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(`${file}.new`, file);
}
