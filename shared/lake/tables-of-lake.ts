import * as z from 'zod';
import { places } from '../contract/places.ts';
import { columnsOf } from '../domain/columns.ts';
import { tables } from '../domain/tables.ts';
import { rowsOf } from '../pipeline/expand.ts';
import type { TablePort } from '../pipeline/ports.ts';
import { importedTables } from './imported.ts';
import { filesOf, readPublished } from './manifest.ts';

/** Which objects make up a table of the lake. */
export interface TableFiles {
  readonly name: string;
  readonly files: readonly string[];
}

/** The objects that are a part of the lake now. */
export async function tablesOfLake(control: TablePort): Promise<readonly TableFiles[]> {
  const found: TableFiles[] = [...(await importedTables(control))];
  for (const name of tables.keys()) found.push({ name, files: filesOf(await readPublished(control, name)) });
  for await (const row of rowsOf(control, places.merged)) {
    const { sk, file } = z.object({ sk: z.string(), file: z.string() }).parse(row);
    if (file !== '') found.push({ name: sk, files: [file] });
  }
  return found;
}

/** The columns that name a row of a table; none for a table that a user brought along. */
export function keyColumns(table: string): readonly string[] {
  const known = tables.get(table);
  return known ? columnsOf(known).flatMap(({ name, isKey }) => (isKey ? [name] : [])) : [];
}
