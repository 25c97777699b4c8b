import { readFile, rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { lakeKey } from '../contract/places.ts';
import { InvalidInputError } from '../errors.ts';
import { digest } from '../pipeline/identity.ts';
import type { ObjectPort } from '../pipeline/ports.ts';
import type { ImportFormat } from './file-formats.ts';
import { sqlError } from './sql-error.ts';
import { name, text } from './sql-words.ts';

/** A column with its type, as DuckDB writes it. */
export interface SqlColumn {
  readonly name: string;
  readonly sqlType: string;
}

/** What became of a file. */
export interface ReadFile {
  readonly columns: readonly SqlColumn[];
  readonly rows: number;
  /** Where it is kept. */
  readonly file: string;
}

const readers: Readonly<Record<Exclude<ImportFormat, 'csv'>, (path: string) => string>> = {
  ndjson: (path) => `read_json(${path}, format = 'newline_delimited', sample_size = -1)`,
  json: (path) => `read_json(${path}, sample_size = -1)`,
  parquet: (path) => `read_parquet(${path})`,
};

/**
 * Reads a file of a user's and keeps it as Parquet. All of it is read before the types are settled; instants with a zone
 * become UTC, as all times of the lake are. With `like`, it must have these columns, and the values fit their types.
 *
 * @throws InvalidInputError when the file cannot be read, or does not fit
 */
export async function importFile(
  connection: DuckDBConnection,
  lake: ObjectPort,
  given: {
    readonly table: string;
    readonly path: string;
    readonly format: ImportFormat;
    /** A path for a file in the making. */
    readonly draft: string;
    readonly like?: readonly SqlColumn[];
  },
): Promise<ReadFile> {
  const { table, path, format, draft, like } = given;
  try {
    await connection.run(`CREATE TEMP TABLE given AS SELECT * FROM ${await readerOf(connection, format, path)}`);
    const found = await columnsOf(connection, 'SELECT * FROM given');
    if (found.length === 0) throw new InvalidInputError(`${path} has no columns`);
    const columns = like ? await fitting(connection, found, like) : found.map(kept);
    const select = columns.map(
      (column) => `CAST(${value(found, column)} AS ${column.sqlType}) AS ${name(column.name)}`,
    );
    await connection.run(`COPY (SELECT ${select.join(', ')} FROM given) TO ${text(draft)} (FORMAT parquet)`);
    const rows = Number((await connection.runAndReadAll('SELECT count(*) FROM given')).getRows()[0]?.[0] ?? 0);
    const bytes = await readFile(draft);
    const file = lakeKey(table, digest(bytes));
    await lake.put(file, bytes);
    return { columns, rows, file };
  } catch (cause) {
    throw sqlError(cause);
  } finally {
    await connection.run('DROP TABLE IF EXISTS given');
    await rm(draft, { force: true });
  }
}

const readerOf = (connection: DuckDBConnection, format: ImportFormat, path: string): string | Promise<string> =>
  format === 'csv' ? csvReader(connection, path) : readers[format](text(path));

/** Numbers with more digits than a double holds are names: they stay text. */
async function csvReader(connection: DuckDBConnection, path: string): Promise<string> {
  const read = (more: string) => `read_csv(${text(path)}, sample_size = -1${more})`;
  const found = await columnsOf(connection, `SELECT * FROM ${read('')}`);
  // DuckDB takes rows of different lengths for rows of one value.
  if (found.length === 1 && /[,;\t|]/.test(found[0]?.name ?? ''))
    throw new InvalidInputError(
      `${path} is no CSV: some rows do not have as many values as its heading, ${found[0]?.name}`,
    );
  const doubles = found.filter(({ sqlType }) => sqlType === 'DOUBLE');
  if (doubles.length === 0) return read('');
  const isLong = doubles.map(
    (column) => `coalesce(bool_or(regexp_full_match(${name(column.name)}, '-?\\d{16,}')), false)`,
  );
  const answer = await connection.runAndReadAll(`SELECT ${isLong.join(', ')} FROM ${read(', all_varchar = true')}`);
  const long = doubles.filter((_, at) => answer.getRows()[0]?.[at] === true);
  if (long.length === 0) return read('');
  return read(`, types = {${long.map((column) => `${text(column.name)}: 'VARCHAR'`).join(', ')}}`);
}

async function columnsOf(connection: DuckDBConnection, select: string): Promise<readonly SqlColumn[]> {
  const described = await connection.runAndReadAll(`DESCRIBE ${select}`);
  return described.getRows().map(([column, type]) => ({ name: String(column), sqlType: String(type) }));
}

const ZONED = 'TIMESTAMP WITH TIME ZONE';

/** The type that a column is kept as: times without a zone, numbers beyond 64 bits as text, which keeps them exact. */
function kept({ name: column, sqlType }: SqlColumn): SqlColumn {
  if (sqlType === ZONED) return { name: column, sqlType: 'TIMESTAMP' };
  if (sqlType === 'HUGEINT' || sqlType === 'UHUGEINT' || sqlType === '"NULL"')
    return { name: column, sqlType: 'VARCHAR' };
  return { name: column, sqlType };
}

const sameName = (a: SqlColumn, b: SqlColumn): boolean => a.name.toLowerCase() === b.name.toLowerCase();

function value(found: readonly SqlColumn[], column: SqlColumn): string {
  const own = found.find((one) => sameName(one, column));
  const at = name(own?.name ?? column.name);
  return own?.sqlType === ZONED ? `${at} AT TIME ZONE 'UTC'` : at;
}

/** Types whose values all fit another one. */
const widening: Readonly<Record<string, readonly string[]>> = {
  BIGINT: ['INTEGER', 'SMALLINT', 'TINYINT', 'UINTEGER', 'USMALLINT', 'UTINYINT'],
  DOUBLE: ['FLOAT', 'INTEGER', 'SMALLINT', 'TINYINT'],
  TIMESTAMP: ['DATE'],
};

async function fitting(
  connection: DuckDBConnection,
  found: readonly SqlColumn[],
  like: readonly SqlColumn[],
): Promise<readonly SqlColumn[]> {
  const names = (columns: readonly SqlColumn[]) => columns.map((column) => column.name).join(', ');
  const missing = like.filter((column) => !found.some((one) => sameName(one, column)));
  const foreign = found.filter((column) => !like.some((one) => sameName(one, column)));
  if (missing.length > 0) throw new InvalidInputError(`the file lacks columns that the table has: ${names(missing)}`);
  if (foreign.length > 0) throw new InvalidInputError(`the file has columns that the table lacks: ${names(foreign)}`);
  for (const column of like) {
    const own = found.find((one) => sameName(one, column));
    const type = own && kept(own).sqlType;
    if (own === undefined || type === undefined || type === column.sqlType || column.sqlType === 'VARCHAR') continue;
    if (widening[column.sqlType]?.includes(type) || (await fits(connection, own, column.sqlType))) continue;
    throw new InvalidInputError(
      `column "${column.name}" is ${type} in the file and ${column.sqlType} in the table: change the file, or --replace`,
    );
  }
  return like;
}

/** Whether every value is the same when it is read back from the other type; so is a column without any value. */
async function fits(connection: DuckDBConnection, column: SqlColumn, type: string): Promise<boolean> {
  const [at, own] = [name(column.name), column.sqlType];
  const lost = `${at} IS NOT NULL AND TRY_CAST(TRY_CAST(${at} AS ${type}) AS ${own}) IS DISTINCT FROM ${at}`;
  const first = await connection.runAndReadAll(`SELECT 1 FROM given WHERE ${lost} LIMIT 1`);
  return first.currentRowCount === 0;
}
