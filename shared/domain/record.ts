import { type PlainReader, plainReader, unsure } from './plain-value.ts';
import { columnName, type Row, type Table } from './table.ts';
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
  const values = readPlainly(table, row.values) ?? readBySchema(table, row.values);
  if (typeof values === 'string') return { refused: values };
  const [first, ...more] = table.key;
  let key = encodeURIComponent(String(values[first ?? '']));
  for (const column of more) key += `/${encodeURIComponent(String(values[column]))}`;
  return { table: table.name, key, values };
}

type Values = Readonly<Record<string, unknown>>;

const readers = new Map<Table, ReadonlyMap<string, PlainReader>>();

/** The present columns in the table's order; undefined when the schema has to look, or to say what is wrong. */
function readPlainly(table: Table, values: Values): Values | undefined {
  const columns = readersOf(table);
  const read: Record<string, unknown> = {};
  for (const [column, reader] of columns) {
    const value = reader(values[column]);
    if (value === unsure) return undefined;
    if (value !== undefined) read[column] = value;
  }
  for (const column in values) if (!columns.has(column)) return undefined;
  return read;
}

function readersOf(table: Table): ReadonlyMap<string, PlainReader> {
  const known = readers.get(table);
  if (known) return known;
  const made = new Map(
    Object.entries(table.schema.shape).map(([column, schema]): [string, PlainReader] => [column, plainReader(schema)]),
  );
  readers.set(table, made);
  return made;
}

/** What the table's schema makes of the values; text tells why it refuses them. */
function readBySchema(table: Table, values: Values): Values | string {
  const read = table.schema.safeParse(values);
  if (read.success) {
    const given = new Map<string, unknown>(Object.entries(read.data));
    return Object.fromEntries(
      Object.keys(table.schema.shape).flatMap((column): [string, unknown][] => {
        const value = given.get(column);
        return value === undefined ? [] : [[column, value]];
      }),
    );
  }
  const issue = read.error.issues[0];
  return `${table.name}.${issue?.path.map(String).join('.')}: ${issue?.message}`;
}

/** A record as it leaves Sluice: its table, then every column in snake_case, null where absent. */
export function exportRecord(record: Pick<DomainRecord, 'table' | 'values'>): Readonly<Record<string, unknown>> {
  const columns = Object.keys(tables.get(record.table)?.schema.shape ?? record.values);
  const fields = columns.map((column): [string, unknown] => [columnName(column), record.values[column] ?? null]);
  return { table: record.table, ...Object.fromEntries(fields) };
}
