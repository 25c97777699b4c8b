import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ObjectPort, StoredObject, StoredPort } from '../../shared/pipeline/ports.ts';

/** What a suite of laws of stored objects needs. */
export interface StoredLaws {
  readonly objects: () => ObjectPort;
  readonly stored: () => StoredPort;
  /** Whether the object that lies under the key now is marked. */
  readonly isMarked: (key: string) => Promise<boolean>;
}

const MINUTES = 5 * 60_000;

/** Laws that every store keeps whose objects are swept. */
export function storedLaws(name: string, { objects, stored, isMarked }: StoredLaws): void {
  const put = (key: string, text = 'x') => objects().put(key, Buffer.from(text));
  const only = async (key: string): Promise<StoredObject> => {
    const [object] = (await stored().list(key, { limit: 10 })).objects;
    if (!object) throw new TypeError(`there is no "${key}"`);
    return object;
  };

  describe(`stored objects: ${name}`, () => {
    test('are listed in stretches, in order, each once, with when they were stored', async () => {
      const root = randomUUID();
      const keys = ['a', 'a/b', 'a-b', 'b', 'c/d/e'].map((key) => `${root}/${key}`);
      for (const key of keys) await put(key);

      const found: StoredObject[] = [];
      for (let after: string | undefined; ; ) {
        const page = await stored().list(`${root}/`, { limit: 2, ...(after !== undefined && { after }) });
        expect(page.objects.length).toBeLessThanOrEqual(2);
        found.push(...page.objects);
        after = page.last;
        if (after === undefined) break;
      }

      expect(found.map(({ key }) => key)).toEqual(
        keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      for (const { putAt } of found) expect(Math.abs(putAt - Date.now())).toBeLessThan(MINUTES);
    });

    test('that are marked are, once and twice, and their neighbours are not', async () => {
      const root = randomUUID();
      await put(`${root}/a`);
      await put(`${root}/ab`);
      const object = await only(`${root}/a`);

      await stored().markReplaced(object);
      await stored().markReplaced(object);

      expect([await isMarked(`${root}/a`), await isMarked(`${root}/ab`)]).toEqual([true, false]);
    });

    test('that were put again meanwhile are not marked by their older version', async () => {
      const key = `${randomUUID()}/a`;
      await put(key);
      const before = await only(key);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await put(key, 'newer');

      await stored().markReplaced(before);

      expect(await isMarked(key)).toBe(false);
      expect(Buffer.from(await objects().get(key)).toString()).toBe('newer');
    });

    test('of which there are none are no error', async () => {
      expect(await stored().list(`${randomUUID()}/`, { limit: 5 })).toEqual({ objects: [] });
    });
  });
}
