import { compareUtf8 } from '../../shared/local/row-order.ts';
import type { StoredPort } from '../../shared/pipeline/ports.ts';
import { type MemoryObjects, memoryObjects } from './memory-ports.ts';

/** Objects in memory that know when they were stored, and which of them are marked. */
export interface MemoryStored {
  readonly objects: MemoryObjects;
  readonly stored: StoredPort;
  marked(): readonly string[];
}

/** An empty bucket whose clock is `now`, or one around objects that are there. */
export function memoryStored(now: () => number, inner: MemoryObjects = memoryObjects()): MemoryStored {
  const versions = new Map<string, { version: string; putAt: number; marked: boolean }>();
  let count = 0;
  return {
    objects: {
      ...inner,
      put: async (key, body) => {
        await inner.put(key, body);
        count += 1;
        versions.set(key, { version: `v${count}`, putAt: now(), marked: false });
      },
    },
    stored: {
      list: async (prefix, { after, limit }) => {
        const keys = [...versions.keys()]
          .filter((key) => key.startsWith(prefix) && (after === undefined || compareUtf8(key, after) > 0))
          .sort(compareUtf8);
        const objects = keys.slice(0, limit).flatMap((key) => {
          const of = versions.get(key);
          return of ? [{ key, version: of.version, putAt: of.putAt }] : [];
        });
        const last = keys.length > limit ? keys[limit - 1] : undefined;
        return { objects, ...(last !== undefined && { last }) };
      },
      markReplaced: async ({ key, version }) => {
        const of = versions.get(key);
        if (of?.version === version) of.marked = true;
      },
    },
    marked: () => [...versions].filter(([, { marked }]) => marked).map(([key]) => key),
  };
}
