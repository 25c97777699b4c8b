import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { columnsOf } from '../shared/domain/columns.ts';
import type { Table } from '../shared/domain/table.ts';
import { tables } from '../shared/domain/tables.ts';
import { lakeColumns } from '../shared/lake/lake-columns.ts';
import { filesOf, readPublished } from '../shared/lake/manifest.ts';
import { publish } from '../shared/lake/publish.ts';
import { pathOf } from '../shared/local/object-path.ts';
import { openStore, type Store } from '../shared/local/open-store.ts';
import { createView, type LakeTable } from '../shared/sql/lake-table.ts';
import { type MergePorts, mergeOwners } from '../shared/sql/merge-owners.ts';
import { askOnly, lockDown, openDuckDb, type Sql } from '../shared/sql/open-sql.ts';
import { sqlTypes } from '../shared/sql/sql-words.ts';
import { openUpgraded } from './open-upgraded.ts';
import { partitionOfName } from './partition-name.ts';
import { count, sayTo } from './say.ts';

/** How much a question may use. */
export interface LakeOptions {
  /** As DuckDB writes it; default 1GB. */
  readonly memory?: string;
  readonly threads?: number;
}

/** A store's tables, to be asked in SQL. */
export interface Lake extends Sql {
  readonly tables: readonly LakeTable[];
}

/**
 * Opens a local store for SQL: brings its Parquet files up to date with what was synced, and makes each table of the
 * domain a view. Read-only: nothing beyond the lake can be read or reached, and nothing can be changed.
 *
 * @throws NotFoundError when there is no store
 */
export async function openLake(folder: string, options: LakeOptions = {}): Promise<Lake> {
  const store = await openPublished(folder);
  try {
    const spill = resolve(folder, 'unfinished', 'spill');
    mkdirSync(spill, { recursive: true });
    const { connection, close } = await openDuckDb({ memory: '1GB', spill, ...options });
    try {
      const all = await lakeTables(folder, store, (table, files) =>
        mergeOwners(connection, mergePorts(folder, store), table, files),
      );
      for (const table of all) await createView(connection, table);
      await lockDown(connection, [resolve(folder, 'lake')]);
      return { ...askOnly(connection, close), tables: all };
    } catch (cause) {
      close();
      throw cause;
    }
  } finally {
    store.close();
  }
}

/** The store, its files brought up to date. Who syncs at the same time may go on. */
async function openPublished(folder: string): Promise<Store> {
  (await openUpgraded(folder, 'read')).close();
  const store = openStore(folder, 'beside');
  try {
    const partitions = store.partitions().flatMap(({ pk, version }) => partitionOfName(pk, version));
    const say = sayTo(process.stderr);
    let said = 0;
    const onWritten = (rows: number) => {
      if (!process.stderr.isTTY || rows < said + 100_000) return;
      said = rows;
      say.line(`bringing the lake up to date: ${count(rows)} rows so far`);
    };
    const { control: table, domain, objects, lake } = store;
    await publish({ table, domain, objects, lake }, partitions, onWritten);
    return store;
  } catch (cause) {
    store.close();
    throw cause;
  }
}

const mergePorts = (folder: string, store: Store): MergePorts => ({
  table: store.control,
  lake: store.lake,
  pathOf: (key) => resolve(folder, ...pathOf(key)),
  draft: () => join(resolve(folder, 'unfinished'), `${randomUUID()}.parquet`),
});

async function lakeTables(
  folder: string,
  { control }: Store,
  merge: (table: Table, files: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly LakeTable[]> {
  const found: LakeTable[] = [];
  for (const table of tables.values()) {
    const published = await readPublished(control, table.name);
    const owners = new Set(published.map(({ sk }) => sk.slice(0, sk.lastIndexOf('|'))));
    const files = filesOf(published);
    found.push({
      name: table.name,
      columns: lakeColumns(table).map((column) => ({ name: column.name, sqlType: sqlTypes[column.type] })),
      files: (owners.size > 1 ? await merge(table, files) : files).map((key) => resolve(folder, ...pathOf(key))),
      without: '_deleted_at IS NOT NULL',
    });
  }
  return found;
}

/** The columns that name a row of a table, for orders that do not change. */
export const keyOf = (table: string): readonly string[] => {
  const known = tables.get(table);
  return known ? columnsOf(known).flatMap(({ name, isKey }) => (isKey ? [name] : [])) : [];
};
