import type { ApiPorts } from '../../shared/api/app.ts';
import { fileOnce } from '../../shared/sql/file-once.ts';

/** Writes a whole table of a local store to one Parquet file, which is removed once it has been read. */
export function wholeTable(folder: string): NonNullable<ApiPorts['parquet']> {
  return async (table, columns) => {
    // DuckDB takes a fifth of a second to load: only for those who need it.
    const { openLake } = await import('../open-lake.ts');
    const lake = await openLake(folder);
    try {
      const names = columns.map((name) => `"${name}"`).join(', ');
      return await fileOnce(await lake.toParquet(`SELECT ${names} FROM "${table}"`));
    } finally {
      lake.close();
    }
  };
}
