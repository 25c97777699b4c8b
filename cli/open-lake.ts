import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Table } from '../shared/domain/table.ts';
import { tables } from '../shared/domain/tables.ts';
import { importedTables } from '../shared/lake/imported.ts';
import { lakeColumns } from '../shared/lake/lake-columns.ts';
import { filesOf, readPublished } from '../shared/lake/manifest.ts';
import { publish } from '../shared/lake/publish.ts';
import { forgetReplaced, noteReplaced, unreadFiles } from '../shared/lake/replaced.ts';
import { draftsOf, tidyDrafts } from '../shared/local/drafts.ts';
import { pathOf } from '../shared/local/object-path.ts';
import { openStore, type Store } from '../shared/local/open-store.ts';
import { systemClock } from '../shared/local/system-clock.ts';
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
  /** Writes what a SELECT of ours answers to a Parquet file below the store, and says where. */
  toParquet(select: string): Promise<string>;
}

/**
 * Opens a local store for SQL: brings its Parquet files up to date with what was synced, and makes each table of the
 * domain, and each that was imported, a view. Read-only: nothing beyond the lake can be read or reached, and nothing can
 * be changed.
 *
 * @throws NotFoundError when there is no store
 */
export async function openLake(folder: string, options: LakeOptions = {}): Promise<Lake> {
  const store = await openPublished(folder);
  try {
    const { connection, close } = await openDuckDb(limitsOf(folder, options));
    try {
      const merged: string[] = [];
      const ports = mergePorts(folder, store, (key) => merged.push(key));
      const all = [
        ...(await domainTables(folder, ports, (table, files) => mergeOwners(connection, ports, table, files))),
        ...(await tablesBroughtAlong(folder, store)),
      ];
      await tidy(store, merged);
      for (const table of all) await createView(connection, table);
      await lockDown(connection, [resolve(folder, 'lake'), resolve(draftsOf(folder))]);
      return {
        ...askOnly(connection, close),
        tables: all,
        toParquet: async (select) => {
          const path = draftIn(folder);
          await connection.run(`COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
          return path;
        },
      };
    } catch (cause) {
      close();
      throw cause;
    }
  } finally {
    store.close();
  }
}

/** What a question may use, and where it puts what does not fit. */
export function limitsOf(folder: string, options: LakeOptions) {
  tidyDrafts(folder, systemClock.now());
  // A folder of its own for each process: DuckDB names what it spills without a thought of others.
  const spill = resolve(draftsOf(folder), `spill-${randomUUID()}`);
  return { memory: '1GB', spill, ...options };
}

/** A path for a file in the making. */
export const draftIn = (folder: string): string => resolve(draftsOf(folder), `${randomUUID()}.parquet`);

/** The store, its files brought up to date. Who syncs at the same time may go on. */
async function openPublished(folder: string): Promise<Store> {
  (await openUpgraded(folder, 'read')).close();
  const store = openStore(folder, 'beside');
  try {
    const partitions = store.partitions().flatMap(({ pk, version }) => partitionOfName(pk, version));
    const { control: table, domain, objects, lake } = store;
    const { replaced } = await publish({ table, domain, objects, lake }, partitions, tellProgress());
    await tidy(store, replaced);
    return store;
  } catch (cause) {
    store.close();
    throw cause;
  }
}

function tellProgress(): (rows: number) => void {
  const say = sayTo(process.stderr);
  let said = 0;
  return (rows) => {
    if (!process.stderr.isTTY || rows < said + 100_000) return;
    said = rows;
    say.line(`bringing the lake up to date: ${count(rows)} rows so far`);
  };
}

/** Remembers what was replaced, and removes what was replaced so long ago that nobody reads it. */
export async function tidy(store: Store, replaced: readonly string[]): Promise<void> {
  const now = systemClock.now();
  await noteReplaced(store.control, replaced, now);
  const unread = await unreadFiles(store.control, now);
  for (const key of unread) store.removeFromLake(key);
  await forgetReplaced(store.control, unread);
}

const mergePorts = (folder: string, { control, lake }: Store, onReplaced: (key: string) => void): MergePorts => ({
  table: control,
  lake,
  pathOf: (key) => pathIn(folder, key),
  draft: () => draftIn(folder),
  onReplaced,
});

async function domainTables(
  folder: string,
  { table: control }: MergePorts,
  merge: (table: Table, files: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly LakeTable[]> {
  const found: LakeTable[] = [];
  for (const table of tables.values()) {
    const published = await readPublished(control, table.name);
    const owners = new Set(published.map(({ sk }) => sk.slice(0, sk.lastIndexOf('|'))));
    const files = filesOf(published);
    const once = owners.size > 1 && files.length > 1 ? await merge(table, files) : files;
    found.push({
      name: table.name,
      columns: lakeColumns(table).map(({ name, type }) => ({ name, sqlType: sqlTypes[type] })),
      files: once.map((key) => pathIn(folder, key)),
      without: '_deleted_at IS NOT NULL',
    });
  }
  return found;
}

async function tablesBroughtAlong(folder: string, { control }: Store): Promise<readonly LakeTable[]> {
  return (await importedTables(control)).map(({ name, columns, files }) => ({
    name,
    columns,
    files: files.map((key) => pathIn(folder, key)),
  }));
}

const pathIn = (folder: string, key: string): string => resolve(folder, ...pathOf(key));
