import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import {
  checkImportName,
  type ImportedTable,
  importedTable,
  importedTables,
  putImported,
  removeImported,
} from '../../shared/lake/imported.ts';
import { openStore, type Store } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { type ImportFormat, importFormats } from '../../shared/sql/file-formats.ts';
import { importFile } from '../../shared/sql/import-file.ts';
import { openDuckDb } from '../../shared/sql/open-sql.ts';
import { draftIn, limitsOf, tidy } from '../open-lake.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { count, grid, sayTo } from '../say.ts';

/** What `sluice import` was given. */
export interface ImportArguments {
  readonly file?: string;
  readonly table?: string;
  readonly format?: ImportFormat;
  readonly append?: boolean;
  readonly replace?: boolean;
  readonly list?: boolean;
  readonly remove?: string;
  readonly json?: boolean;
  readonly store: string;
  readonly memory: string;
}

/** Brings a user's own table into the lake, lists such tables, or takes one away. */
export async function importTable(given: ImportArguments): Promise<number> {
  const tasks = [given.file, given.list, given.remove].filter((task) => task !== undefined);
  if (tasks.length !== 1) throw new InvalidInputError('give a file, --list or --remove, and only one of them');
  const store = await openBeside(given.store);
  try {
    if (given.list) await list(store, given.json ?? false);
    else if (given.remove !== undefined) await remove(store, given.remove, given.json ?? false);
    else await bring(store, given, given.file ?? '');
    return 0;
  } finally {
    store.close();
  }
}

/** A store that somebody else may be writing; a new one when there is none. */
async function openBeside(folder: string): Promise<Store> {
  try {
    (await openUpgraded(folder, 'read')).close();
  } catch (cause) {
    if (!(cause instanceof NotFoundError)) throw cause;
    (await openUpgraded(folder, 'write')).close();
  }
  return openStore(folder, 'beside');
}

async function list({ control }: Store, json: boolean): Promise<void> {
  const tables = await importedTables(control);
  const say = sayTo(process.stdout);
  if (json) {
    for (const { files: _, ...table } of tables) say.line(JSON.stringify(table));
    return;
  }
  const rows = tables.map(({ name, rows, columns, sources, importedAt }) => [
    name,
    rows,
    columns.map((column) => column.name).join(', '),
    sources.join(', '),
    importedAt,
  ]);
  for (const line of grid(['table', 'rows', 'columns', 'from', 'imported'], rows)) say.line(line);
}

async function remove(store: Store, name: string, json: boolean): Promise<void> {
  const known = await importedTable(store.control, name);
  if (!known) throw new InvalidInputError(`no table "${name}" was imported; sluice import --list shows what was`);
  await removeImported(store.control, name);
  await tidy(store, known.files);
  const done = { table: name, removed: true, rows: known.rows };
  sayTo(process.stdout).line(json ? JSON.stringify(done) : `${name} was removed (${count(known.rows)} rows)`);
}

async function bring(store: Store, given: ImportArguments, file: string): Promise<void> {
  const name = given.table;
  if (name === undefined) throw new InvalidInputError('name the table with --table, for example --table plans');
  checkImportName(name);
  if (given.append && given.replace) throw new InvalidInputError('give either --append or --replace');
  const known = await importedTable(store.control, name);
  if (known && !given.append && !given.replace)
    throw new InvalidInputError(`there is a table "${name}" already: give --append or --replace`);
  if (!existsSync(file)) throw new InvalidInputError(`there is no file ${file}`);
  const { connection, close } = await openDuckDb(limitsOf(given.store, { memory: given.memory }));
  try {
    const before = given.append ? known : undefined;
    const read = await importFile(connection, store.lake, {
      table: name,
      path: resolve(file),
      format: given.format ?? formatOf(file),
      draft: draftIn(given.store),
      ...(before && { like: before.columns }),
    });
    const now: ImportedTable = {
      name,
      columns: [...read.columns],
      files: [...new Set([...(before?.files ?? []), read.file])],
      rows: (before?.files.includes(read.file) ? 0 : read.rows) + (before?.rows ?? 0),
      sources: [...new Set([...(before?.sources ?? []), basename(file)])],
      importedAt: new Date(systemClock.now()).toISOString(),
    };
    await putImported(store.control, now);
    await tidy(store, known?.files.filter((one) => !now.files.includes(one)) ?? []);
    const columns = now.columns.map((column) => `${column.name} ${column.sqlType}`).join(', ');
    const says = `${name}: ${count(read.rows)} rows read, ${count(now.rows)} in all (${columns})`;
    const done = { table: name, read: read.rows, rows: now.rows, columns: now.columns };
    sayTo(process.stdout).line(given.json ? JSON.stringify(done) : says);
  } finally {
    close();
  }
}

const endings: readonly (readonly [RegExp, ImportFormat])[] = [
  [/\.(csv|tsv|txt)(\.gz|\.zst)?$/i, 'csv'],
  [/\.(ndjson|jsonl)(\.gz|\.zst)?$/i, 'ndjson'],
  [/\.json(\.gz|\.zst)?$/i, 'json'],
  [/\.parquet$/i, 'parquet'],
];

function formatOf(file: string): ImportFormat {
  const found = endings.find(([ending]) => ending.test(file));
  if (found) return found[1];
  throw new InvalidInputError(
    `the name ${basename(file)} does not say what it is: give --format ${importFormats.join('|')}`,
  );
}
