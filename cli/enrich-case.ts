import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { checkRow, type DomainRecord } from '../shared/domain/record.ts';
import { columnName, type Table } from '../shared/domain/table.ts';
import { tables } from '../shared/domain/tables.ts';
import { enrichTables } from '../shared/enrich/enrich-tables.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { compilePattern } from '../shared/plugin-sdk/pattern.ts';
import type { CaseFile } from './map-case.ts';
import { readJson } from './read-json.ts';
import { readLines } from './read-lines.ts';

/** For which product the records were made. */
const Config = z.looseObject({
  project: z.looseObject({ name: z.string(), linkPattern: z.string().optional() }).optional(),
  prToIssueRegexp: z.string().optional(),
});

/** The rows that enrichers make of the tables of a case from domain to domain. @throws InvalidInputError */
export async function enrichCase(folder: string, file: CaseFile): Promise<readonly DomainRecord[]> {
  const { project, prToIssueRegexp } = Config.parse(await readJson(join(folder, 'config.json')));
  const source = project?.linkPattern ?? prToIssueRegexp ?? '';
  const pattern = compilePattern(source);
  const lines = new Map<string, readonly object[]>();
  for (const table of tables.keys()) lines.set(table, await readTable(folder, table));
  const given = {
    rows: <Shape extends z.ZodRawShape>(of: Table<string, Shape>) =>
      (lines.get(of.name) ?? []).flatMap((json) => readRow(of, json)),
    ...(project && { project: project.name }),
    ...(pattern.given && { pattern: pattern.all }),
  };
  const made = Object.keys(file.tables).flatMap((table) => {
    const rows = enrichTables(table, given);
    if (!rows) throw new InvalidInputError(`no enricher makes the table "${table}" of case ${file.case}`);
    return rows;
  });
  return made.map((row) => {
    const checked = checkRow(row);
    if ('refused' in checked) throw new InvalidInputError(`case ${file.case}: ${checked.refused}`);
    return checked;
  });
}

async function readTable(folder: string, table: string): Promise<readonly object[]> {
  const path = join(folder, 'input', `${table}.ndjson`);
  if (!existsSync(path)) return [];
  const found: object[] = [];
  for await (const { number, text } of readLines(createReadStream(path))) {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null)
      throw new InvalidInputError(`${path} line ${number} holds no object`);
    found.push(json);
  }
  return found;
}

/**
 * A recorded row. Words that our tables do not have (a result SKIPPED) count as absent, as they do in our own records; a row
 * without its key is a reference to nothing.
 */
function readRow<Shape extends z.ZodRawShape>(
  of: Table<string, Shape>,
  json: object,
): readonly z.output<z.ZodObject<Shape>>[] {
  const recorded = new Map<string, unknown>(Object.entries(json));
  const known = Object.entries(of.schema.shape).flatMap(([column, schema]): readonly [string, unknown][] => {
    const value = recorded.get(columnName(column));
    return z.safeParse(schema, value).success ? [[column, value]] : [];
  });
  const read = of.schema.safeParse(Object.fromEntries(known));
  return read.success ? [read.data] : [];
}
