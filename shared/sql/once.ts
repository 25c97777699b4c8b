import type { DuckDBConnection } from '@duckdb/node-api';
import { columnsOf } from '../domain/columns.ts';
import type { Table } from '../domain/table.ts';
import { name } from './sql-words.ts';

const keyOf = (table: Table): string =>
  columnsOf(table)
    .filter(({ isKey }) => isKey)
    .map((column) => name(column.name))
    .join(', ');

const LATEST = '_source_updated_at DESC NULLS LAST, _collected_at DESC NULLS LAST, _raw DESC';

/** Of the rows that several owners hold under one key, only the one that was observed last. */
export const onceEach = (table: Table): string =>
  `QUALIFY row_number() OVER (PARTITION BY ${keyOf(table)} ORDER BY ${LATEST}) = 1`;

/** Whether some key is held twice by the rows that `living` (`FROM … WHERE …`) names. */
export async function holdsTwice(connection: DuckDBConnection, table: Table, living: string): Promise<boolean> {
  const twice = await connection.runAndReadAll(
    `SELECT 1 ${living} GROUP BY ${keyOf(table)} HAVING count(*) > 1 LIMIT 1`,
  );
  return twice.currentRowCount > 0;
}
