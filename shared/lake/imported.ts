import * as z from 'zod';
import { places } from '../contract/places.ts';
import { tables } from '../domain/tables.ts';
import { InvalidInputError } from '../errors.ts';
import { rowsOf } from '../pipeline/expand.ts';
import type { TablePort } from '../pipeline/ports.ts';

/** A table that a user brought along. */
export const ImportedTable = z.object({
  name: z.string(),
  /** As DuckDB writes the types. */
  columns: z.array(z.object({ name: z.string(), sqlType: z.string() })),
  files: z.array(z.string()),
  rows: z.int(),
  /** Names of the files that it was read from. */
  sources: z.array(z.string()),
  /** ISO 8601 UTC. */
  importedAt: z.string(),
});
export type ImportedTable = z.infer<typeof ImportedTable>;

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** Names that DuckDB and Sluice keep for themselves. */
const TAKEN = /^(?:duckdb|pragma|sqlite|information_schema|lake|sluice)(?:_|$)/;

/** @throws InvalidInputError when a user's table cannot have this name */
export function checkImportName(name: string): void {
  if (!NAME.test(name))
    throw new InvalidInputError(
      `"${name}" is no name for a table: write lower-case letters, digits and _, a letter first, at most 63`,
    );
  if (tables.has(name))
    throw new InvalidInputError(`"${name}" is a table of Sluice's own: choose another name, for example my_${name}`);
  if (TAKEN.test(name))
    throw new InvalidInputError(`names that begin like "${name}" are taken: choose another, for example my_${name}`);
}

/** All tables that users brought along. */
export async function importedTables(control: TablePort): Promise<readonly ImportedTable[]> {
  const found: ImportedTable[] = [];
  for await (const row of rowsOf(control, places.imports)) found.push(ImportedTable.parse(row));
  return found;
}

/** One of them. */
export async function importedTable(control: TablePort, name: string): Promise<ImportedTable | undefined> {
  const row = await control.get({ pk: places.imports, sk: name });
  return row && ImportedTable.parse(row);
}

/** Makes the files a table of this name; what it was before is no more. */
export const putImported = (control: TablePort, table: ImportedTable): Promise<void> =>
  control.writeMany([{ pk: places.imports, sk: table.name, ...table }]);

/** Takes the table away. */
export const removeImported = (control: TablePort, name: string): Promise<void> =>
  control.writeMany([], [{ pk: places.imports, sk: name }]);
