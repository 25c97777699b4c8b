import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NotFoundError } from '../errors.ts';
import type { ObjectPort } from '../pipeline/ports.ts';
import { folderOf, keyOf, pathOf } from './object-path.ts';
import { asOutOfSpace, systemCode } from './out-of-space.ts';
import { compareUtf8 } from './row-order.ts';

/** Objects as files in `folder`; files in the making lie in `unfinished`, on the same file system. */
export function fileObjects(folder: string, unfinished: string): ObjectPort {
  return {
    put: async (key, body) => {
      const path = join(folder, ...pathOf(key));
      const draft = join(unfinished, randomUUID());
      try {
        await writeDraft(draft, body);
        await mkdir(dirname(path), { recursive: true });
        await rename(draft, path);
      } catch (cause) {
        await rm(draft, { force: true });
        throw asOutOfSpace(cause, path);
      }
    },

    get: async (key) => {
      const path = join(folder, ...pathOf(key));
      try {
        return await readFile(path);
      } catch (cause) {
        if (!isAbsent(cause)) throw cause;
        throw new NotFoundError(`there is no object "${key}" in ${folder}`, { cause });
      }
    },

    async *list(prefix) {
      const keys: string[] = [];
      for await (const names of walk(folder, folderOf(prefix))) {
        const key = keyOf(names);
        if (key.startsWith(prefix)) keys.push(key);
      }
      yield* keys.sort(compareUtf8);
    },
  };
}

/** Synced before it gets its name, so that after a power cut no commit names a file whose bytes are missing. */
async function writeDraft(draft: string, body: Uint8Array): Promise<void> {
  await mkdir(dirname(draft), { recursive: true });
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(body);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function* walk(root: string, names: readonly string[]): AsyncIterable<readonly string[]> {
  for (const entry of await entriesOf(join(root, ...names))) {
    const inner = [...names, entry.name];
    if (entry.isDirectory()) yield* walk(root, inner);
    else yield inner;
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (isAbsent(cause)) return [];
    throw cause;
  }
}

function isAbsent(cause: unknown): boolean {
  const code = systemCode(cause);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
