import type { ApiPorts } from '../../shared/api/app.ts';
import { fileOnce } from '../../shared/sql/file-once.ts';

/** Writes rows of a local store to one Parquet file, which is removed once it has been read. */
export function wholeTable(folder: string): NonNullable<ApiPorts['parquet']> {
  return async (select) => {
    // DuckDB takes a fifth of a second to load: only for those who need it.
    const { openLake } = await import('../open-lake.ts');
    const lake = await openLake(folder);
    try {
      return await fileOnce(await lake.toParquet(select));
    } finally {
      lake.close();
    }
  };
}
