import { type Column, type ColumnType, columnsOf } from '../domain/columns.ts';
import type { Table } from '../domain/table.ts';
import { digest } from '../pipeline/identity.ts';

/** What every row carries besides its table's columns: where it came from, and how late it was observed. */
export const originColumns = [
  { name: '_raw', type: 'text' },
  { name: '_run_id', type: 'text' },
  { name: '_source_updated_at', type: 'time' },
  { name: '_collected_at', type: 'time' },
  { name: '_converter', type: 'text' },
  { name: '_deleted_at', type: 'time' },
] as const satisfies readonly { name: string; type: ColumnType }[];

/** A column as it is written to a file of the lake. */
export type LakeColumn = Pick<Column, 'name' | 'type'>;

/** All columns of a table's files, in their order. */
export const lakeColumns = (table: Table): readonly LakeColumn[] => [...columnsOf(table), ...originColumns];

/** Names the shape of a table's files: one of another shape is written again. */
export const shapeOf = (table: Table): string =>
  digest(
    lakeColumns(table)
      .map(({ name, type }) => `${name} ${type}`)
      .join('\n'),
    16,
  );
