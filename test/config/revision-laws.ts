import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { configStore } from '../../shared/config/config-store.ts';
import { projects, scopes } from '../../shared/config/resources.ts';
import { ConflictError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import type { TablePort } from '../../shared/pipeline/ports.ts';

/** That a revision names one state of a resource, whatever became of it since: on any table. */
export function revisionLaws(name: string, open: () => TablePort): void {
  const fresh = () => {
    const table = open();
    const store = configStore({ table, clock: systemClock });
    return { table, store, of: `github:${randomUUID()}/x` };
  };

  describe(`revisions: ${name}`, () => {
    test('go on where a removed resource stopped, so that nobody takes the new one for it', async () => {
      const { store, of } = fresh();
      await store.put(scopes, { name: of });
      const { resource: old } = await store.put(scopes, { name: of, scopeConfig: 'a' });
      await store.delete(scopes, of);

      const made = await store.put(scopes, { name: of }, { revision: 'absent' });
      const change = store.put(scopes, { name: of, scopeConfig: 'b' }, { revision: old.revision });
      const removal = store.delete(scopes, of, { revision: old.revision });

      expect([old.revision, made]).toMatchObject([2, { outcome: 'created', resource: { revision: 3 } }]);
      await expect(change).rejects.toThrow(ConflictError);
      await expect(removal).rejects.toThrow(ConflictError);
      expect(await store.get(scopes, of)).toMatchObject({ revision: 3 });
    });

    test('go on however often a resource is removed, and are its own', async () => {
      const { store, of } = fresh();
      const seen: number[] = [];
      for (let i = 0; i < 3; i += 1) {
        seen.push((await store.put(scopes, { name: of })).resource.revision);
        await store.delete(scopes, of);
      }
      const other = await store.put(projects, projects.stored.parse({ name: of.replaceAll(/\W/g, '-'), scopes: [] }));

      expect([seen, other.resource.revision]).toEqual([[1, 2, 3], 1]);
      expect(await store.find(scopes, of)).toBeUndefined();
    });

    test('are given once, whoever makes and removes it meanwhile', async () => {
      const { table, store, of } = fresh();
      let rivals = 2;
      const slow = configStore({
        clock: systemClock,
        table: {
          ...table,
          transact: async (writes) => {
            rivals -= 1;
            if (rivals >= 0) {
              await store.put(scopes, { name: of, scopeConfig: 'theirs' });
              await store.delete(scopes, of);
            }
            return table.transact(writes);
          },
        },
      });

      const { resource } = await slow.put(scopes, { name: of });

      expect(resource.revision).toBe(3);
    });

    test('of one that several make at once are told apart: one makes it', async () => {
      const { store, of } = fresh();
      await store.put(scopes, { name: of });
      await store.delete(scopes, of);

      const made = await Promise.allSettled(
        ['a', 'b', 'c'].map((scopeConfig) => store.put(scopes, { name: of, scopeConfig }, { revision: 'absent' })),
      );

      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await store.get(scopes, of)).toMatchObject({ revision: 2 });
    });
  });
}
