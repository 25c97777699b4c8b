import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Nothing takes so long to make. Milliseconds. */
const DAY = 86_400_000;

/**
 * Where files of the lake lie in the making. Who asks in SQL makes them beside a process that syncs, so they do not lie in
 * `unfinished`, which a writer empties when it begins.
 */
export const draftsOf = (folder: string): string => join(folder, 'drafts');

/** Makes the folder, and removes what killed processes left there; `now` in epoch milliseconds. */
export function tidyDrafts(folder: string, now: number): void {
  const drafts = draftsOf(folder);
  mkdirSync(drafts, { recursive: true });
  for (const name of readdirSync(drafts)) {
    const path = join(drafts, name);
    const madeAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (madeAt + DAY < now) rmSync(path, { recursive: true, force: true });
  }
}
