import { randomUUID } from 'node:crypto';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { InvalidInputError } from '../../shared/errors.ts';
import { keyColumns } from '../../shared/lake/tables-of-lake.ts';
import type { ExportFormat } from '../../shared/sql/file-formats.ts';
import { name } from '../../shared/sql/sql-words.ts';
import { type Lake, openLake } from '../open-lake.ts';
import { printRows } from '../print-rows.ts';
import { isOfSystem, reasonOf } from '../system-error.ts';
import { tableNamed } from './sql.ts';

/** What `sluice export` was given. */
export interface ExportArguments {
  readonly table: string;
  readonly format: ExportFormat;
  readonly out?: string;
  readonly store: string;
  readonly memory: string;
}

/** Writes a whole table, in the order of its key, to a file or to the standard output. */
export async function exportTable(given: ExportArguments): Promise<number> {
  if (given.format === 'parquet' && given.out === undefined)
    throw new InvalidInputError('Parquet is no text: name a file with --out');
  const lake = await openLake(given.store, { memory: given.memory });
  try {
    const table = tableNamed(lake, given.table);
    const key = keyColumns(table.name);
    const select = `SELECT * FROM ${name(table.name)} ORDER BY ${key.length > 0 ? key.map(name).join(', ') : 'ALL'}`;
    if (given.out === undefined) await printRows(await lake.ask(select), textFormat(given), process.stdout);
    else await writeFile(lake, select, { ...given, out: given.out });
    return 0;
  } finally {
    lake.close();
  }
}

const textFormat = ({ format }: ExportArguments) => (format === 'csv' ? 'csv' : 'ndjson');

/** The file gets its name when it is whole: who finds it finds all of it. */
async function writeFile(lake: Lake, select: string, given: ExportArguments & { readonly out: string }): Promise<void> {
  const draft = `${given.out}.${randomUUID()}.unfinished`;
  try {
    if (given.format === 'parquet') {
      const made = await lake.toParquet(select);
      try {
        await copyFile(made, draft);
      } finally {
        await rm(made, { force: true });
      }
    } else {
      const stream = (await open(draft, 'wx')).createWriteStream();
      await Promise.all([
        printRows(await lake.ask(select), textFormat(given), stream).then(() => stream.end()),
        finished(stream),
      ]);
    }
    await rename(draft, given.out);
  } catch (cause) {
    await rm(draft, { force: true });
    if (isOfSystem(cause))
      throw new InvalidInputError(`${given.out} cannot be written: ${reasonOf(cause)}`, [], { cause });
    throw cause;
  }
}
