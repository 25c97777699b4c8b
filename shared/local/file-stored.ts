import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectPort, StoredObject, StoredPort } from '../pipeline/ports.ts';
import { pathOf } from './object-path.ts';
import { systemCode } from './out-of-space.ts';
import { compareUtf8 } from './row-order.ts';

/** Objects as files, as the sweeper sees them. What is marked as replaced lies beside the others until it expires. */
export interface FileStored extends StoredPort {
  /** Removes what was marked before this time (epoch ms). Answers how many that were. */
  expire(before: number): Promise<number>;
}

/** The files of `objects` in `folder`; what is replaced is moved to `replaced`, on the same file system. */
export function fileStored(
  { objects, replaced }: { objects: ObjectPort; replaced: ObjectPort },
  { folder, replacedFolder, now }: { folder: string; replacedFolder: string; now: () => number },
): FileStored {
  const timeOf = async (root: string, key: string): Promise<number | undefined> => {
    try {
      return (await stat(join(root, ...pathOf(key)))).mtimeMs;
    } catch (cause) {
      if (systemCode(cause) !== 'ENOENT') throw cause;
      return undefined;
    }
  };
  return {
    list: async (prefix, { after, limit }) => {
      const keys = (await Array.fromAsync(objects.list(prefix))).filter(
        (key) => after === undefined || compareUtf8(key, after) > 0,
      );
      const found: StoredObject[] = [];
      for (const key of keys.slice(0, limit)) {
        const putAt = await timeOf(folder, key);
        if (putAt !== undefined) found.push({ key, version: String(putAt), putAt });
      }
      const last = keys.length > limit ? keys[limit - 1] : undefined;
      return { objects: found, ...(last !== undefined && { last }) };
    },

    markReplaced: async ({ key, version }) => {
      if (String(await timeOf(folder, key)) !== version) return;
      const target = join(replacedFolder, ...pathOf(key));
      await mkdir(dirname(target), { recursive: true });
      await rename(join(folder, ...pathOf(key)), target);
      await utimes(target, now() / 1000, now() / 1000);
    },

    expire: async (before) => {
      let count = 0;
      for await (const key of replaced.list('')) {
        const markedAt = await timeOf(replacedFolder, key);
        if (markedAt === undefined || markedAt >= before) continue;
        await rm(join(replacedFolder, ...pathOf(key)), { force: true });
        count += 1;
      }
      return count;
    },
  };
}
