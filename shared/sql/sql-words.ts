import type { ColumnType } from '../domain/columns.ts';

/** A name in SQL. */
export const name = (given: string): string => `"${given.replaceAll('"', '""')}"`;

/** Text in SQL. */
export const text = (given: string): string => `'${given.replaceAll("'", "''")}'`;

/** The files as a table; `how` is what DuckDB is told besides. */
export const filesAsTable = (paths: readonly string[], how = ''): string =>
  `read_parquet([${paths.map(text).join(', ')}]${how === '' ? '' : `, ${how}`})`;

/** How SQL calls what a column holds. Times have no zone: all are in UTC. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  int: 'BIGINT',
  float: 'DOUBLE',
  bool: 'BOOLEAN',
  time: 'TIMESTAMP',
};
