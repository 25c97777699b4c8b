import { DuckDBInstance } from '@duckdb/node-api';
import { type ColumnType, columnsOf } from '../../shared/domain/columns.ts';
import { checkRow } from '../../shared/domain/record.ts';
import type { Row } from '../../shared/domain/table.ts';
import { tables } from '../../shared/domain/tables.ts';
import type { LakePort } from '../../shared/metrics/measure.ts';

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  int: 'BIGINT',
  float: 'DOUBLE',
  bool: 'BOOLEAN',
  time: 'TIMESTAMP',
};

const cell = (value: unknown): string => {
  if (value === undefined || value === null) return 'NULL';
  if (typeof value !== 'string') return String(value);
  return `'${value.replaceAll("'", "''")}'`;
};

/** A lake in memory: every domain table, and these rows, checked as a store checks them. */
export async function lakeOfRows(rows: readonly Row[]): Promise<LakePort & { close(): void }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  for (const table of tables.values()) {
    const columns = columnsOf(table);
    await connection.run(
      `CREATE TABLE ${table.name} (${columns.map(({ name, type }) => `"${name}" ${sqlTypes[type]}`).join(', ')})`,
    );
    const checked = rows.filter((each) => each.table === table.name).map(valuesOf);
    const inserted = checked.map((values) => `(${columns.map(({ field }) => cell(values[field])).join(', ')})`);
    if (inserted.length > 0) await connection.run(`INSERT INTO ${table.name} VALUES ${inserted.join(', ')}`);
  }
  return {
    query: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function valuesOf(given: Row): Readonly<Record<string, unknown>> {
  const checked = checkRow(given);
  if ('refused' in checked) throw new TypeError(`${given.table}: ${checked.refused}`);
  return checked.values;
}

/** Many rows of one table, each a list of values for some of its columns. */
export const rowsOf = (
  of: { readonly name: string },
  columns: readonly string[],
  ...lists: readonly (readonly unknown[])[]
): readonly Row[] =>
  lists.map((list) => ({
    table: of.name,
    values: Object.fromEntries(columns.map((column, at) => [column, list[at]])),
  }));
