import type { DuckDBConnection } from '@duckdb/node-api';
import { filesAsTable, name } from './sql-words.ts';

/** A table as SQL sees it. */
export interface LakeTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly sqlType: string }[];
  /** Paths of Parquet files that hold all its columns; without any, the table is empty. */
  readonly files: readonly string[];
  /** Rows that do not count, for example those that were deleted. */
  readonly without?: string;
}

/** Makes a table known to SQL: an empty one has its columns and their types, too. */
export async function createView(connection: DuckDBConnection, table: LakeTable): Promise<void> {
  const columns = table.columns.map((column) =>
    table.files.length > 0 ? name(column.name) : `CAST(NULL AS ${column.sqlType}) AS ${name(column.name)}`,
  );
  const from = table.files.length > 0 ? ` FROM ${filesAsTable(table.files)}` : ' WHERE false';
  const where = table.files.length > 0 && table.without !== undefined ? ` WHERE NOT (${table.without})` : '';
  await connection.run(`CREATE VIEW ${name(table.name)} AS SELECT ${columns.join(', ')}${from}${where}`);
}
