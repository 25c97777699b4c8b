import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ConfigStore, configStore } from '../../shared/config/config-store.ts';
import { blueprints, kinds, projects, scopes } from '../../shared/config/resources.ts';
import { ConflictError, NotFoundError } from '../../shared/errors.ts';
import { createTable } from '../../shared/local/sqlite-rows.ts';
import { sqliteTable } from '../../shared/local/sqlite-table.ts';
import { saveProject } from '../../shared/pipeline/projects.ts';
import { type MemoryTable, memoryTable } from '../support/memory-ports.ts';
import { revisionLaws } from './revision-laws.ts';

const scope = (name: string, scopeConfig?: string) => ({ name, ...(scopeConfig !== undefined && { scopeConfig }) });

let table: MemoryTable;
let store: ConfigStore;
let now: number;

revisionLaws('memory', () => memoryTable());
revisionLaws('sqlite', () => {
  const database = new DatabaseSync(':memory:');
  createTable(database, 'control');
  return sqliteTable(database, 'control');
});

beforeEach(() => {
  now = Date.UTC(2026, 10, 1);
  table = memoryTable({ answerRows: 2 });
  store = configStore({ table, clock: { now: () => now, sleep: async () => {} } });
});

describe('what a user configured', () => {
  it('begins at revision 1, and each change raises it', async () => {
    const first = await store.put(scopes, scope('github:a/b'));
    now += 1000;
    const second = await store.put(scopes, scope('github:a/b', 'strict'));

    expect(first).toEqual({
      outcome: 'created',
      resource: { name: 'github:a/b', revision: 1, updatedAt: '2026-11-01T00:00:00.000Z' },
    });
    expect(second.outcome).toBe('changed');
    expect(await store.get(scopes, 'github:a/b')).toEqual({
      name: 'github:a/b',
      scopeConfig: 'strict',
      revision: 2,
      updatedAt: '2026-11-01T00:00:01.000Z',
    });
  });

  it('keeps its revision when it is put as it is', async () => {
    const nightly = blueprints.written.parse({ name: 'nightly', project: 'shop', cron: '0 3 * * *' });
    await store.put(blueprints, nightly);
    now += 1000;

    const again = await store.put(blueprints, nightly);

    expect(again).toMatchObject({
      outcome: 'unchanged',
      resource: { revision: 1, updatedAt: '2026-11-01T00:00:00.000Z' },
    });
  });

  it('is not changed on condition of a revision that it is not of', async () => {
    await store.put(scopes, scope('github:a/b'));
    await store.put(scopes, scope('github:a/b', 'strict'), { revision: 1 });

    await expect(store.put(scopes, scope('github:a/b'), { revision: 1 })).rejects.toThrow(ConflictError);
    await expect(store.put(scopes, scope('github:a/b'), { revision: 'absent' })).rejects.toThrow('it was to be new');
    await expect(store.put(scopes, scope('github:c/d'), { revision: 1 })).rejects.toThrow('is not there any more');
    await expect(store.delete(scopes, 'github:a/b', { revision: 1 })).rejects.toThrow(ConflictError);
    expect(await store.get(scopes, 'github:a/b')).toMatchObject({ scopeConfig: 'strict', revision: 2 });
  });

  it('is tried again when somebody else writes in between, and is then of the next revision', async () => {
    await store.put(scopes, scope('github:a/b'));
    let isFirst = true;
    const rival = configStore({ table, clock: { now: () => now, sleep: async () => {} } });
    const slow = configStore({
      table: {
        ...table,
        transact: async (writes) => {
          if (isFirst) {
            isFirst = false;
            await rival.put(scopes, scope('github:a/b', 'theirs'));
          }
          return table.transact(writes);
        },
      },
      clock: { now: () => now, sleep: async () => {} },
    });

    const { resource } = await slow.put(scopes, scope('github:a/b', 'ours'));

    expect(resource).toMatchObject({ scopeConfig: 'ours', revision: 3 });
  });

  it('is listed by name, whole or in stretches', async () => {
    for (const name of ['github:c/c', 'github:a/a', 'github:b/b']) await store.put(scopes, scope(name));

    const first = await store.page(scopes, { limit: 2 });
    const second = await store.page(scopes, { limit: 2, after: first.last });

    expect((await store.list(scopes)).map(({ name }) => name)).toEqual(['github:a/a', 'github:b/b', 'github:c/c']);
    expect(first.resources.map(({ name }) => name)).toEqual(['github:a/a', 'github:b/b']);
    expect(second).toMatchObject({ resources: [{ name: 'github:c/c' }] });
    expect(second).not.toHaveProperty('last');
  });

  it('is deleted once', async () => {
    await store.put(scopes, scope('github:a/b'));

    expect(await store.delete(scopes, 'github:a/b')).toBe(true);
    expect(await store.delete(scopes, 'github:a/b')).toBe(false);
    await expect(store.get(scopes, 'github:a/b')).rejects.toThrow(NotFoundError);
  });

  it('has one partition for each kind', () => {
    expect(new Set(kinds.map(({ pk }) => pk)).size).toBe(kinds.length);
    for (const kind of kinds) expect(kind.place('x')).toEqual({ pk: kind.pk, sk: 'x' });
  });
});

describe('a project of before there were revisions', () => {
  it('is of the first, and the next is the second', async () => {
    await saveProject(table, projects.stored.parse({ name: 'shop', scopes: ['github:a/b'] }));

    const before = await store.get(projects, 'shop');
    const { resource } = await store.put(projects, { ...projects.stored.parse(before), scopes: [] }, { revision: 1 });

    expect(before).toMatchObject({ revision: 1, scopes: ['github:a/b'] });
    expect(resource.revision).toBe(2);
  });

  it('is deleted on condition of the first', async () => {
    await saveProject(table, projects.stored.parse({ name: 'shop', scopes: [] }));

    expect(await store.delete(projects, 'shop', { revision: 1 })).toBe(true);
  });
});
