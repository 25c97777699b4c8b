import { isPersonal } from './persons.ts';
import { plainKind } from './plain-value.ts';
import { columnName, type Table } from './table.ts';

/** What a column holds: `int` is a whole number of 64 bits, `time` an instant in UTC with milliseconds. */
export type ColumnType = 'text' | 'int' | 'float' | 'bool' | 'time';

/** A column of a table: `field` in code, `name` in the lake, in exports and in SQL. */
export interface Column {
  readonly field: string;
  readonly name: string;
  readonly type: ColumnType;
  readonly isKey: boolean;
  /** Names a person, or is of one. */
  readonly isPerson: boolean;
}

const known = new Map<Table, readonly Column[]>();

/** The columns of a domain table in its order, as its schema says. */
export function columnsOf(table: Table): readonly Column[] {
  const before = known.get(table);
  if (before) return before;
  const columns = Object.entries(table.schema.shape).map(([field, schema]): Column => {
    const isKey = table.key.includes(field);
    return { field, name: columnName(field), type: plainKind(schema), isKey, isPerson: isPersonal(table, field) };
  });
  known.set(table, columns);
  return columns;
}
