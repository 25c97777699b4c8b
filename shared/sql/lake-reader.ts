import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from '../domain/table.ts';
import { tables } from '../domain/tables.ts';
import { InvalidInputError } from '../errors.ts';
import { lakeColumns, shapeOf } from '../lake/lake-columns.ts';
import { filesOf, type Published, readPublished } from '../lake/manifest.ts';
import { digest } from '../pipeline/identity.ts';
import type { TablePort } from '../pipeline/ports.ts';
import { holdsTwice, onceEach } from './once.ts';
import { askOnly, lockDown, openDuckDb, type Sql, type SqlLimits } from './open-sql.ts';
import { filesAsTable, name, sqlTypes, text } from './sql-words.ts';

/** Brings objects of the lake to where DuckDB reads them; all of one call are there until the next one. */
export interface FilesPort {
  /** Paths in the order of the keys. @throws InvalidInputError when they are more than there is room for */
  fetch(keys: readonly string[]): Promise<readonly string[]>;
}

/** Where a lake is read. */
export interface LakeReaderProps extends SqlLimits {
  readonly control: TablePort;
  readonly files: FilesPort;
  /** The folder that the files are brought to: nothing else can be read. */
  readonly folder: string;
  /** How long one question may take, in milliseconds. */
  readonly longest: number;
}

/** Questions to a lake, of which those that are ours may be answered as a file. */
export interface LakeSql extends Sql {
  /** Writes what a SELECT of ours answers to a Parquet file, and says where: whoever reads it removes it. */
  toParquet(select: string): Promise<string>;
}

/**
 * Reads a lake whose files are fetched when a question names their table. Questions of one opening see each table as it was when
 * they named it first; nothing is written anywhere but to the folder.
 */
export function lakeReader(props: LakeReaderProps): { open(): Promise<LakeSql> } {
  let opened: ReturnType<typeof openLocked> | undefined;
  /** What the views are made of now, by table. */
  const made = new Map<string, string>();
  return {
    open: async () => {
      opened ??= openLocked(props);
      const { connection } = await opened;
      const only = askOnly(connection, () => {});
      const seen = new Map<Table, readonly Published[]>();
      const time = timed(props, connection);
      const prepare = (sql: string) => showTables(props, connection, { made, seen }, sql);
      return {
        ask: (sql, parameters) =>
          time.within(async () => {
            await prepare(sql);
            const { columns, rows } = await only.ask(sql, parameters);
            return { columns, rows: time.rowsOf(rows) };
          }),
        query: (sql, parameters) =>
          time.within(async () => {
            await prepare(sql);
            return only.query(sql, parameters);
          }),
        toParquet: (select) =>
          time.within(async () => {
            await prepare(select);
            // A folder that nothing of a question outlasts, and that DuckDB may write to.
            await mkdir(props.spill, { recursive: true });
            const path = join(props.spill, `${randomUUID()}.parquet`);
            try {
              await connection.run(`COPY (${select}) TO ${text(path)} (FORMAT parquet)`);
            } catch (cause) {
              await rm(path, { force: true });
              throw cause;
            }
            return path;
          }),
        close: time.end,
      };
    },
  };
}

async function openLocked(props: LakeReaderProps) {
  const opened = await openDuckDb(props);
  await lockDown(opened.connection, [props.folder, props.spill]);
  return opened;
}

/** What lists tables, or names them by a text that it makes, needs all of them. */
const NEEDS_ALL = /\b(?:show|information_schema|duckdb_\w+|pragma_\w+|sqlite_master|pg_catalog|query|query_table)\b/i;

/** The tables that a question names, and perhaps more. */
function tablesIn(sql: string): readonly Table[] {
  if (NEEDS_ALL.test(sql)) return [...tables.values()];
  const words = new Set(sql.toLowerCase().match(/[a-z_][a-z0-9_]*/g));
  return [...tables.values()].filter(({ name: table }) => words.has(table));
}

async function showTables(
  { control, files }: LakeReaderProps,
  connection: DuckDBConnection,
  { made, seen }: { readonly made: Map<string, string>; readonly seen: Map<Table, readonly Published[]> },
  sql: string,
): Promise<void> {
  const fresh = tablesIn(sql).filter((table) => !seen.has(table));
  if (fresh.length === 0) return;
  await Promise.all(fresh.map(async (table) => seen.set(table, await readPublished(control, table.name))));
  // Those of the questions before stay: a later one may name them again.
  const keys = [...new Set([...seen.values()].flatMap(filesOf))];
  const paths = await files.fetch(keys);
  const pathOf = new Map(keys.map((key, at) => [key, paths[at] ?? '']));
  for (const table of fresh) {
    const published = seen.get(table) ?? [];
    const of = digest(JSON.stringify(published.map(({ sk, shape, files: its }) => [sk, shape, its])));
    if (made.get(table.name) === of) continue;
    made.delete(table.name);
    await showTable(connection, table, published, (key) => pathOf.get(key) ?? '');
    made.set(table.name, of);
  }
}

async function showTable(
  connection: DuckDBConnection,
  table: Table,
  published: readonly Published[],
  pathOf: (key: string) => string,
): Promise<void> {
  const columns = lakeColumns(table);
  const names = columns.map((column) => name(column.name)).join(', ');
  const nothing = columns.map((column) => `CAST(NULL AS ${sqlTypes[column.type]}) AS ${name(column.name)}`).join(', ');
  const view = `CREATE OR REPLACE VIEW ${name(table.name)} AS`;
  const paths = filesOf(published).map(pathOf);
  if (paths.length === 0) {
    await connection.run(`${view} SELECT ${nothing} WHERE false`);
    return;
  }
  const isOfToday = published.every(({ shape, files }) => files.length === 0 || shape === shapeOf(table));
  // Files of a version before may lack a column, until the next run publishes them again.
  const from = isOfToday
    ? filesAsTable(paths)
    : `(SELECT * FROM ${filesAsTable(paths, 'union_by_name = true')} UNION ALL BY NAME SELECT ${nothing} WHERE false)`;
  const living = `FROM ${from} WHERE _deleted_at IS NULL`;
  const owners = new Set(published.map(({ sk }) => sk.slice(0, sk.lastIndexOf('|'))));
  const isTwice = owners.size > 1 && (await holdsTwice(connection, table, living));
  await connection.run(`${view} SELECT ${names} ${living}${isTwice ? ` ${onceEach(table)}` : ''}`);
}

/** Interrupts what takes too long, be it to find rows or to read them; until it is ended. */
function timed({ longest }: LakeReaderProps, connection: DuckDBConnection) {
  let isOver = false;
  let again: ReturnType<typeof setInterval> | undefined;
  const timer = setTimeout(() => {
    isOver = true;
    connection.interrupt();
    // What had not begun yet when it was interrupted goes on: files were fetched for it.
    again = setInterval(() => connection.interrupt(), 100);
  }, longest);
  const told = (cause: unknown): unknown => {
    const seconds = Math.round(longest / 1000);
    const message = `the question takes more than ${seconds} s: ask for less, or of fewer rows`;
    return isOver ? new InvalidInputError(message, [], { cause }) : cause;
  };
  return {
    within: async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
      try {
        return await ask();
      } catch (cause) {
        throw told(cause);
      }
    },
    rowsOf: async function* <Row>(rows: AsyncIterable<Row>): AsyncIterable<Row> {
      try {
        yield* rows;
      } catch (cause) {
        throw told(cause);
      }
    },
    end: (): void => {
      clearTimeout(timer);
      clearInterval(again);
    },
  };
}
