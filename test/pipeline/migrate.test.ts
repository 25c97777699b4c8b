import { beforeAll, describe, expect, test } from 'vitest';
import { FORMAT, READABLE_FROM } from '../../shared/contract/format.ts';
import { places } from '../../shared/contract/places.ts';
import { RunHead } from '../../shared/contract/run.ts';
import { HeldError, NewerStoreError, UnknownStoreError } from '../../shared/errors.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { type MigratePorts, type Migrator, migrate, migrationsOf } from '../../shared/pipeline/migrate.ts';
import type { Migration } from '../../shared/pipeline/migration.ts';
import { migrations } from '../../shared/pipeline/migrations/list.ts';
import type { ClockPort, Item, TablePort } from '../../shared/pipeline/ports.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { FIRST_SCOPE, firstStoreInMemory, layFirstStore } from '../support/first-store.ts';
import { type MemoryTable, memoryTable } from '../support/memory-ports.ts';
import { temporaryFolder } from '../support/sluice.ts';

const AN_HOUR = 3_600_000;

interface Clock extends ClockPort {
  time: number;
}

const clockAt = (time: number): Clock => {
  const clock: Clock = {
    time,
    now: () => {
      clock.time += 1;
      return clock.time;
    },
    sleep: async () => {},
  };
  return clock;
};

let first: readonly Item[] = [];
/** What one undisturbed migrator makes of the first version's store, without the times. */
let undisturbed: readonly unknown[] = [];
let commits = 0;

/** Another copy of the first version's store. */
async function firstStore(): Promise<MemoryTable> {
  const table = memoryTable({ answerRows: 7 });
  await table.writeMany(first);
  return table;
}

const portsOf = (table: TablePort, clock: Clock = clockAt(0)) => ({ plugins, table, clock });

/** Every row, without the times and the names of those who migrated. */
const rowsOf = (table: MemoryTable) =>
  table
    .rows()
    .map(({ startedAt, endedAt, ...row }) =>
      row.pk === 'migrations' ? { ...row, at: 0, epoch: 0, ended: endedAt !== null && endedAt !== undefined } : row,
    );

class Killed extends Error {}

/** A table whose user dies at one of its transactions, before or after it is done. */
function dyingAt(table: TablePort, count: number, when: 'before' | 'after'): TablePort {
  let left = count;
  return {
    ...table,
    transact: async (writes) => {
      left -= 1;
      if (left < 0 || (left === 0 && when === 'before')) throw new Killed();
      const outcome = await table.transact(writes);
      if (left === 0) throw new Killed();
      return outcome;
    },
  };
}

beforeAll(async () => {
  const { table } = await firstStoreInMemory();
  first = table.rows();
  const alone = await firstStore();
  const counted: TablePort = {
    ...alone,
    transact: (writes) => {
      commits += 1;
      return alone.transact(writes);
    },
  };
  await migrate(portsOf(counted), { name: 'alone' });
  undisturbed = rowsOf(alone);
});

describe('the store of the first version', () => {
  test('has every migration applied, once, and says so', async () => {
    const table = await firstStore();

    const done = await migrate(portsOf(table), { name: 'one' });
    const again = await migrate(portsOf(table), { name: 'two' });

    expect(done).toEqual({ kind: 'done', applied: migrations.map(({ id }) => id) });
    expect(again).toEqual({ kind: 'current' });
    const { format, rows } = await migrationsOf(table);
    expect(format).toBe(FORMAT);
    expect(rows).toMatchObject(migrations.map(({ id, says }) => ({ id, says, cursor: null })));
    expect(rows.every(({ endedAt }) => endedAt !== null)).toBe(true);
  });

  test('has runs that say what was asked for, and reads them before it is migrated too', async () => {
    const table = await firstStore();
    const heads = () => table.rows().filter(({ pk, sk }) => pk.startsWith('run/') && sk === 'head');
    const before = heads().map((row) => RunHead.parse(row).request);

    await migrate(portsOf(table), { name: 'one' });

    expect(heads().map(({ request }) => request)).toEqual(before);
    expect(before).toHaveLength(4);
    expect(before[0]).toMatchObject({ scopes: ['github:octo/orchard'], connection: 'here' });
  });

  test('has one tool object a segment, that of the last run, and is to be derived again', async () => {
    const table = await firstStore();
    const tools = () => table.rows().filter(({ pk }) => pk === places.tools(FIRST_SCOPE));
    const segments = new Set(tools().map(({ segment }) => segment));
    const replay = table.rows().find(({ options }) => JSON.stringify(options) === '{"from":"extract"}');

    await migrate(portsOf(table), { name: 'one' });

    expect(tools()).toHaveLength(segments.size);
    expect(new Set(tools().map(({ segment }) => segment))).toEqual(segments);
    expect(tools().filter(({ run }) => run === replay?.run).length).toBeGreaterThan(20);
    expect((await table.get(places.scope(FIRST_SCOPE)))?.derivation).toBe('before format 2');
  });

  test('loses no row: what is gone from its place is in another', async () => {
    const table = await firstStore();
    await migrate(portsOf(table), { name: 'one' });

    const places = new Set(table.rows().map(({ pk, sk }) => `${pk}\n${sk}`));
    const gone = first.filter(({ pk, sk }) => !places.has(`${pk}\n${sk}`));

    expect(new Set(gone.map(({ pk }) => pk))).toEqual(new Set([`tools/${FIRST_SCOPE}`]));
  });
});

describe('a migrator that is killed', () => {
  test.each(['before', 'after'] as const)(
    '%s any of its transactions is gone on after, to the same end',
    async (when) => {
      expect(commits).toBeGreaterThan(5);
      for (let count = 1; count <= commits; count += 1) {
        const [table, clock] = [await firstStore(), clockAt(0)];
        const killed = migrate(portsOf(dyingAt(table, count, when), clock), { name: 'killed' });
        await expect(killed).rejects.toThrow(Killed);

        clock.time += AN_HOUR;
        await migrate(portsOf(table, clock), { name: 'next' });

        expect(rowsOf(table)).toEqual(undisturbed);
      }
    },
  );

  test('is waited for while it may live, and is not waited for by who knows that it is dead', async () => {
    const [table, clock] = [await firstStore(), clockAt(0)];
    await expect(migrate(portsOf(dyingAt(table, 2, 'after'), clock), { name: 'killed' })).rejects.toThrow(Killed);

    const soon = await migrate(portsOf(table, clock), { name: 'next' });
    const alone = await migrate(portsOf(table, clock), { name: 'next', isAlone: true });

    expect(soon).toEqual({ kind: 'held', by: 'killed' });
    expect(alone.kind).toBe('done');
  });

  test('that lives after all changes nothing once it was taken over', async () => {
    const [table, clock] = [await firstStore(), clockAt(0)];
    const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let calls = 0;
    const slow: TablePort = {
      ...table,
      transact: async (writes) => {
        calls += 1;
        if (calls === 3) {
          reached.resolve();
          await go.promise;
        }
        return table.transact(writes);
      },
    };
    const zombie = migrate(portsOf(slow, clock), { name: 'zombie' });
    await reached.promise;
    clock.time += AN_HOUR;
    await migrate(portsOf(table, clock), { name: 'next' });
    go.resolve();

    expect((await zombie).kind).toBe('held');
    expect(rowsOf(table)).toEqual(undisturbed);
  });
});

test('two migrators at once apply it once', async () => {
  const [table, clock] = [await firstStore(), clockAt(0)];
  const yielding: TablePort = {
    ...table,
    transact: async (writes) => {
      await new Promise((resolve) => setImmediate(resolve));
      return table.transact(writes);
    },
  };

  const ends = await Promise.all(['a', 'b', 'c'].map((name) => migrate(portsOf(yielding, clock), { name })));

  expect(ends.map(({ kind }) => kind).sort()).toEqual(['done', 'held', 'held']);
  expect(rowsOf(table)).toEqual(undisturbed);
});

test('a migrator whose time is up leaves the rest to the next one', async () => {
  const [table, clock] = [await firstStore(), clockAt(0)];
  const ends: string[] = [];
  for (let i = 0; i < 50 && ends.at(-1) !== 'done'; i += 1) {
    const until = clock.time + 5;
    ends.push((await migrate(portsOf(table, clock), { name: `m${i}`, until })).kind);
  }

  expect(ends.filter((end) => end === 'unfinished').length).toBeGreaterThan(1);
  expect(ends.at(-1)).toBe('done');
  expect(rowsOf(table)).toEqual(undisturbed);
});

test('a run that changes rows while they are migrated loses nothing of what it wrote', async () => {
  const [table, clock] = [await firstStore(), clockAt(0)];
  const head = places.head('run-8fd67c82871fc02b');
  let ticks = 0;
  const busy: TablePort = {
    ...table,
    transact: async (writes) => {
      const isHeads = writes.some((write) => write.kind === 'put' && write.item.sk === 'head');
      // The old code ticks between what the migration reads and what it writes.
      if (isHeads && ticks < 3) {
        ticks += 1;
        const before = await table.get(head);
        if (before) await table.writeMany([{ ...before, rev: Number(before.rev) + 1, tick: Number(before.tick) + 1 }]);
      }
      return table.transact(writes);
    },
  };
  const before = Number((await table.get(head))?.tick);

  await migrate(portsOf(busy, clock), { name: 'one' });

  const after = await table.get(head);
  expect(after).toMatchObject({ tick: before + 3, request: { connection: 'here' } });
});

test('rows that are changed by others all the time are no endless loop', async () => {
  const table = await firstStore();
  const refusing: Migration = {
    id: 'x',
    format: 2,
    says: 'x',
    batch: async () => ({
      writes: [{ kind: 'check', place: { pk: 'a', sk: 'b' }, when: { equals: { c: 1 } } }],
      rows: 0,
      next: undefined,
    }),
  };
  const given: Migrator = { name: 'one', migrations: [refusing] };
  const ports: MigratePorts = portsOf(table);

  await expect(migrate(ports, given)).rejects.toThrow(HeldError);
  expect((await migrationsOf(table)).format).toBe(1);
});

describe('a store', () => {
  const withFormat = async (row: object): Promise<MemoryTable> => {
    const table = memoryTable();
    await table.writeMany([{ ...places.format, at: 0, ...row }]);
    return table;
  };

  test('that is new is of the present format at once, and nothing is applied to it', async () => {
    const table = memoryTable();

    expect(await migrate(portsOf(table), { name: 'one' })).toEqual({ kind: 'current' });

    expect(await migrationsOf(table)).toEqual({ format: FORMAT, rows: [] });
    expect(await table.get(places.format)).toMatchObject({ format: FORMAT, readableFrom: READABLE_FROM });
  });

  test('whose rows need a newer Sluice is refused in one line', async () => {
    const table = await withFormat({ format: FORMAT + 2, readableFrom: FORMAT + 1 });

    const refused = migrate(portsOf(table), { name: 'one' });

    await expect(refused).rejects.toThrow(NewerStoreError);
    await expect(refused).rejects.toThrow(/^the store has format 4, this Sluice knows up to 2: use the newer Sluice/);
  });

  test('of the next format, which only added to its rows, is worked on, and stays of that format', async () => {
    const table = await withFormat({ format: FORMAT + 1, readableFrom: FORMAT });

    expect(await migrate(portsOf(table), { name: 'one' })).toEqual({ kind: 'current' });
    expect((await migrationsOf(table)).format).toBe(FORMAT + 1);
  });

  test.each([0, -1, 1.5, 'two', null])('of the unknown format %j is refused', async (format) => {
    const table = await withFormat({ format, readableFrom: 0 });

    await expect(migrate(portsOf(table), { name: 'one' })).rejects.toThrow(UnknownStoreError);
  });
});

test('a local store is migrated as one in memory is', async () => {
  using folder = temporaryFolder();
  layFirstStore(folder.path);
  const store = openStore(folder.path, 'write');
  const table = memoryTable();

  await migrate(portsOf(store.control), { name: 'one' });
  await table.writeMany(await Array.fromAsync(store.control.scan()));
  store.close();

  expect(rowsOf(table)).toEqual(undisturbed);
});
