import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (folder: string): string => join(folder, 'api-key');

/** The key that the local server made for whoever owns the folder; undefined: none yet. */
export function readKeyFile(folder: string): string | undefined {
  const file = fileIn(folder);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Keeps it where only its owner can read it. */
export function writeKeyFile(folder: string, key: string): void {
  const file = fileIn(folder);
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  // The mode above counts for a new file only.
  chmodSync(file, 0o600);
}
