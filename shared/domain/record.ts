import { columnName, type Row } from './table.ts';
import { tables } from './tables.ts';

/** A row that its table's schema accepted: absent columns are left out, columns stand in the table's order. */
export interface DomainRecord {
  readonly table: string;
  /** The key columns' values, percent-encoded and joined by `/`; rows of one parent sort together. */
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Why a row was refused, in one line. */
export interface RefusedRow {
  readonly refused: string;
}

/** Checks a row against its table. */
export function checkRow(row: Row): DomainRecord | RefusedRow {
  const table = tables.get(row.table);
  if (!table) return { refused: `there is no table "${row.table}"` };
  const read = table.schema.safeParse(row.values);
  if (!read.success) {
    const issue = read.error.issues[0];
    return { refused: `${table.name}.${issue?.path.map(String).join('.')}: ${issue?.message}` };
  }
  const values = new Map<string, unknown>(Object.entries(read.data));
  const present = Object.keys(table.schema.shape).flatMap((column): [string, unknown][] => {
    const value = values.get(column);
    return value === undefined ? [] : [[column, value]];
  });
  const key = table.key.map((column) => encodeURIComponent(String(values.get(column)))).join('/');
  return { table: table.name, key, values: Object.fromEntries(present) };
}

/** A record as it leaves Sluice: its table, then every column in snake_case, null where absent. */
export function exportRecord(record: Pick<DomainRecord, 'table' | 'values'>): Readonly<Record<string, unknown>> {
  const columns = Object.keys(tables.get(record.table)?.schema.shape ?? record.values);
  const fields = columns.map((column): [string, unknown] => [columnName(column), record.values[column] ?? null]);
  return { table: record.table, ...Object.fromEntries(fields) };
}
