import { DuckDBTypeId, type DuckDBValueConverter, type JS, JSDuckDBValueConverter } from '@duckdb/node-api';

/** Values that DuckDB says best in words: days, times of a day, spans. */
const inWords: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIME,
  DuckDBTypeId.TIME_TZ,
  DuckDBTypeId.TIME_NS,
  DuckDBTypeId.INTERVAL,
  DuckDBTypeId.BIT,
]);

/**
 * A value as JSON and people have it: instants are `2026-01-31T12:00:00.000Z`, days `2026-01-31`, whole numbers that
 * JavaScript cannot hold exactly are text.
 */
export const sqlValue: DuckDBValueConverter<JS> = (value, type, self) => {
  if (value === null) return null;
  if (inWords.has(type.typeId)) return String(value);
  const plain = JSDuckDBValueConverter(value, type, self);
  if (plain instanceof Date) return Number.isNaN(plain.getTime()) ? String(value) : plain.toISOString();
  if (typeof plain !== 'bigint') return plain;
  return plain >= Number.MIN_SAFE_INTEGER && plain <= Number.MAX_SAFE_INTEGER ? Number(plain) : String(plain);
};
