import { FORMAT, MigrationLock, MigrationRow } from '../contract/format.ts';
import { places } from '../contract/places.ts';
import { HeldError } from '../errors.ts';
import { toItem } from './deep-json.ts';
import { rowsOf } from './expand.ts';
import type { Migration, MigrationSources } from './migration.ts';
import { migrations } from './migrations/list.ts';
import type { ClockPort, TablePort, Write } from './ports.ts';
import { formatRow, readFormat } from './store-format.ts';

/** No function lives longer: a migrator that has been silent for so long is dead. */
const LONGEST_FUNCTION = 15 * 60_000;
/** How often a batch is made again because a run has changed its rows in between. */
const TRIES = 20;

/** What migrating works with. */
export interface MigratePorts extends MigrationSources {
  readonly clock: ClockPort;
}

/** Who migrates. */
export interface Migrator {
  /** Names one invocation or process. */
  readonly name: string;
  /** Epoch milliseconds after which no batch is begun; default: to the end. */
  readonly until?: number;
  /** Told by a runtime that knows that nobody else is alive: a lock that a killed one left is taken at once. */
  readonly isAlone?: boolean;
  /** Called after each batch. */
  readonly onBatch?: (row: MigrationRow) => void;
  /** @default every migration there is */
  readonly migrations?: readonly Migration[];
}

/** What came of it: nothing was to be done, somebody else is at it, the time was up, or these were applied. */
export type Migrated =
  | { readonly kind: 'current' }
  | { readonly kind: 'held'; readonly by: string }
  | { readonly kind: 'unfinished'; readonly at: string }
  | { readonly kind: 'done'; readonly applied: readonly string[] };

/**
 * Brings a store into this code's format: what is left of the migrations behind its own, batch by batch, under a lock.
 * Each batch is one transaction with the record of how far it is, so that whoever is killed is gone on after, and of two
 * migrators at once one does it.
 *
 * @throws NewerStoreError and UnknownStoreError as `readFormat`
 */
export async function migrate(ports: MigratePorts, migrator: Migrator): Promise<Migrated> {
  const { table, clock } = ports;
  const format = await readFormat(table);
  if (format === 'new') {
    await table.transact([{ kind: 'put', item: formatRow(clock), when: { absent: true } }]);
    return { kind: 'current' };
  }
  if (format >= FORMAT) return { kind: 'current' };
  const lock = await takeLock(ports, migrator);
  if (lock.kind === 'held') return lock;
  // Somebody may have finished since the format was read, and newer code than this one may have been it.
  if ((await readFormat(table)) !== format) {
    await table.transact([free(clock, lock)]);
    return { kind: 'current' };
  }
  const applied: string[] = [];
  for (const migration of migrator.migrations ?? migrations) {
    if (migration.format <= format) continue;
    const end = await apply(ports, migrator, lock, migration);
    if (end === 'time is up') {
      // The next one need not wait until this one is known to be dead.
      await table.transact([free(clock, lock)]);
      return { kind: 'unfinished', at: migration.id };
    }
    if (end !== 'applied' && end !== 'was applied') return end;
    if (end === 'applied') applied.push(migration.id);
  }
  const outcome = await table.transact([free(clock, lock), { kind: 'put', item: formatRow(clock) }]);
  return outcome === 'done' ? { kind: 'done', applied } : whoHolds(table);
}

interface Lock {
  readonly kind: 'ours';
  readonly by: string;
  readonly epoch: number;
}

const ownedBy = ({ by, epoch }: Lock) => ({ equals: { by, epoch } });

const free = (clock: ClockPort, lock: Lock): Write => ({
  kind: 'put',
  item: { ...places.migrationLock, by: '', epoch: lock.epoch, at: clock.now() },
  when: ownedBy(lock),
});

/** Takes the lock with the next epoch: it is free, or its holder has been silent for longer than anybody lives. */
async function takeLock(
  { table, clock }: MigratePorts,
  migrator: Migrator,
): Promise<Lock | (Migrated & { kind: 'held' })> {
  const stored = await table.get(places.migrationLock);
  const held = MigrationLock.parse(stored ?? { by: '', epoch: 0, at: 0 });
  const lives = held.by !== '' && !migrator.isAlone && clock.now() - held.at <= LONGEST_FUNCTION;
  if (lives) return { kind: 'held', by: held.by };
  const lock: Lock = { kind: 'ours', by: migrator.name, epoch: held.epoch + 1 };
  const item = { ...places.migrationLock, by: lock.by, epoch: lock.epoch, at: clock.now() };
  const when = stored ? { equals: { by: held.by, epoch: held.epoch, at: held.at } } : ({ absent: true } as const);
  return (await table.transact([{ kind: 'put', item, when }])) === 'done' ? lock : whoHolds(table);
}

async function whoHolds(table: TablePort): Promise<Migrated & { kind: 'held' }> {
  return { kind: 'held', by: MigrationLock.parse(await table.get(places.migrationLock)).by };
}

/** Applies one migration from where it is. */
async function apply(
  ports: MigratePorts,
  migrator: Migrator,
  lock: Lock,
  migration: Migration,
): Promise<'applied' | 'was applied' | 'time is up' | (Migrated & { kind: 'held' })> {
  const { table, clock } = ports;
  const { id, format, says } = migration;
  const stored = await table.get(places.migration(id));
  let row: MigrationRow = MigrationRow.parse(
    stored ?? { id, format, says, cursor: '', batches: 0, rows: 0, startedAt: clock.now(), endedAt: null },
  );
  if (row.cursor === null) return 'was applied';
  for (let tries = 0; row.cursor !== null; ) {
    if (clock.now() >= (migrator.until ?? Number.POSITIVE_INFINITY)) return 'time is up';
    const batch = await migration.batch(ports, row.cursor);
    const after: MigrationRow = {
      ...row,
      cursor: batch.next ?? null,
      batches: row.batches + 1,
      rows: row.rows + batch.rows,
      endedAt: batch.next === undefined ? clock.now() : null,
    };
    const progress: readonly Write[] = [
      // The lock's time is its holder's heartbeat.
      {
        kind: 'put',
        item: { ...places.migrationLock, by: lock.by, epoch: lock.epoch, at: clock.now() },
        when: ownedBy(lock),
      },
      { kind: 'put', item: toItem({ ...places.migration(id), ...after }) },
    ];
    if ((await table.transact([...progress, ...batch.writes])) === 'done') {
      row = after;
      tries = 0;
      migrator.onBatch?.(row);
      continue;
    }
    const held = await whoHolds(table);
    if (held.by !== lock.by) return held;
    tries += 1;
    if (tries < TRIES) continue;
    await table.transact([free(clock, lock)]);
    throw new HeldError(`rows of the migration "${id}" are changed by others all the time`);
  }
  return 'applied';
}

/** Which migrations have been applied to a store, how far each is, and when. */
export async function migrationsOf(
  table: TablePort,
): Promise<{ format: number | 'new'; rows: readonly MigrationRow[] }> {
  const rows: MigrationRow[] = [];
  for await (const row of rowsOf(table, places.migrations.pk, places.migrations.prefix))
    rows.push(MigrationRow.parse(row));
  return { format: await readFormat(table), rows };
}
