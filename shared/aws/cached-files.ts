import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidInputError } from '../errors.ts';
import type { ObjectPort } from '../pipeline/ports.ts';
import { inParallel } from './in-parallel.ts';

/** Where objects are kept as files, and how much of them. */
export interface CachedFilesProps {
  readonly objects: Pick<ObjectPort, 'get'>;
  readonly folder: string;
  /** Bytes of all files together, at most. */
  readonly most: number;
}

/** Objects that are fetched at one time. */
const CONCURRENCY = 8;

/**
 * Objects whose keys name their content, as files: each is fetched once, and those that were not asked for longest make room
 * for others. A folder may hold what another life of this function left: nothing of it is believed.
 */
export function cachedFiles({ objects, folder, most }: CachedFilesProps) {
  /** Bytes by key, those that were asked for last at the end. */
  const kept = new Map<string, number>();
  let emptied: Promise<void> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const pathOf = (key: string): string => join(folder, ...key.split('/').map(encodeURIComponent));

  const fetchOne = async (key: string): Promise<void> => {
    const known = kept.get(key);
    kept.delete(key);
    if (known !== undefined) {
      kept.set(key, known);
      return;
    }
    const path = pathOf(key);
    const body = await objects.get(key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, body);
    await rename(`${path}.part`, path);
    kept.set(key, (await stat(path)).size);
  };

  const makeRoom = async (needed: ReadonlySet<string>): Promise<void> => {
    let bytes = kept.values().reduce((sum, size) => sum + size, 0);
    for (const [key, size] of [...kept]) {
      if (bytes <= most) return;
      if (needed.has(key)) continue;
      await rm(pathOf(key), { force: true });
      kept.delete(key);
      bytes -= size;
    }
    if (bytes > most)
      throw new InvalidInputError(
        `the tables of this question are ${Math.ceil(bytes / 2 ** 20)} MiB, and there is room for ${Math.floor(most / 2 ** 20)} MiB: ask of fewer tables`,
      );
  };

  const fetchAll = async (keys: readonly string[]): Promise<readonly string[]> => {
    emptied ??= rm(folder, { recursive: true, force: true });
    await emptied;
    await mkdir(folder, { recursive: true });
    const needed = new Set(keys);
    for (let from = 0; from < keys.length; from += CONCURRENCY) {
      await inParallel(CONCURRENCY, keys.slice(from, from + CONCURRENCY), fetchOne);
      await makeRoom(needed);
    }
    return keys.map(pathOf);
  };

  return {
    /** Brings the objects here, one call after the other. @throws InvalidInputError when there is no room for all of them */
    fetch: (keys: readonly string[]): Promise<readonly string[]> => {
      const mine = turn.then(() => fetchAll(keys));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}
