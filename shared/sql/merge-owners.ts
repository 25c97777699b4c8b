import { readFile, rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { lakeKey, places } from '../contract/places.ts';
import type { Table } from '../domain/table.ts';
import { digest } from '../pipeline/identity.ts';
import type { ObjectPort, TablePort } from '../pipeline/ports.ts';
import { holdsTwice, onceEach } from './once.ts';
import { filesAsTable, text } from './sql-words.ts';

/** What is remembered of a table's files: whether they hold a record twice, and the file that holds each once. */
const Merged = z.object({ of: z.string(), file: z.string() });

/** Where a merged file is made and kept. */
export interface MergePorts {
  readonly table: TablePort;
  readonly lake: ObjectPort;
  /** The path of an object of the lake. */
  readonly pathOf: (key: string) => string;
  /** A path for a file in the making. */
  readonly draft: () => string;
  /** Told of a file that is a part of the lake no more. */
  readonly onReplaced: (key: string) => void;
}

/**
 * The files of a table with each record once. Ids that are unique in the world (a commit's sha) may be held by several
 * owners: of those that are not deleted, the one observed last counts. It is looked for once for the same files.
 */
export async function mergeOwners(
  connection: DuckDBConnection,
  { table: control, lake, pathOf, draft, onReplaced }: MergePorts,
  table: Table,
  files: readonly string[],
): Promise<readonly string[]> {
  const of = digest([...files].sort().join('\n'));
  const place = { pk: places.merged, sk: table.name };
  const known = Merged.safeParse(await control.get(place));
  if (known.success && known.data.of === of) return known.data.file === '' ? files : [known.data.file];
  const living = `FROM ${filesAsTable(files.map(pathOf))} WHERE _deleted_at IS NULL`;
  let file = '';
  if (await holdsTwice(connection, table, living)) {
    const once = `SELECT * ${living} ${onceEach(table)}`;
    const path = draft();
    try {
      await connection.run(`COPY (${once}) TO ${text(path)} (FORMAT parquet)`);
      const bytes = await readFile(path);
      file = lakeKey(table.name, `merged-${digest(bytes)}`);
      await lake.put(file, bytes);
    } finally {
      await rm(path, { force: true });
    }
  }
  await control.writeMany([{ ...place, of, file }]);
  if (known.success && known.data.file !== '' && known.data.file !== file) onReplaced(known.data.file);
  return file === '' ? files : [file];
}
