import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnType } from '../domain/columns.ts';
import type { LakeColumn } from './lake-columns.ts';

const parquetTypes: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  int: 'INT64',
  float: 'DOUBLE',
  bool: 'BOOLEAN',
  time: 'TIMESTAMP',
};

/** Collects rows column by column and makes a Parquet file of them (Snappy, times as milliseconds in UTC). */
export function parquetFile(columns: readonly LakeColumn[]) {
  const data = columns.map((): (string | number | boolean | bigint | Date | null)[] => []);
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    /** A value for each column, in their order. */
    add: (values: readonly unknown[]) => {
      for (const [index, { type }] of columns.entries()) data[index]?.push(cellOf(type, values[index]));
      rows += 1;
    },
    bytes: (): Uint8Array =>
      new Uint8Array(
        parquetWriteBuffer({
          columnData: columns.map(({ name, type }, index) => ({
            name,
            type: parquetTypes[type],
            data: data[index] ?? [],
          })),
          rowGroupSize: ROW_GROUP,
          createdBy: 'sluice',
        }),
      ),
  };
}

/** What DuckDB reads at a time. */
const ROW_GROUP = 122_880;

/** A value that is not of the column's type cannot have passed the table's schema; it is left out. */
function cellOf(type: ColumnType, value: unknown): string | number | boolean | bigint | Date | null {
  if (type === 'text' && typeof value === 'string') return value;
  if (type === 'int' && typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (type === 'float' && typeof value === 'number') return value;
  if (type === 'bool' && typeof value === 'boolean') return value;
  if (type === 'time' && typeof value === 'string') return timeOf(value);
  return null;
}

/** A source's version may be something else than a time. */
function timeOf(text: string): Date | null {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time;
}
