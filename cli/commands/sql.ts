import { InvalidInputError } from '../../shared/errors.ts';
import { keyColumns } from '../../shared/lake/tables-of-lake.ts';
import type { LakeTable } from '../../shared/sql/lake-table.ts';
import { type Lake, openLake } from '../open-lake.ts';
import { printRows, type RowFormat } from '../print-rows.ts';
import { questionOf, type SqlArguments } from './sql-arguments.ts';

/** Answers a question in SQL on what is stored. */
export async function sql(given: SqlArguments): Promise<number> {
  if (given.json && given.csv) throw new InvalidInputError('give either --json or --csv');
  const format: RowFormat = given.json ? 'ndjson' : given.csv ? 'csv' : 'table';
  const question = await questionOf(given);
  const lake = await openLake(given.store, { memory: given.memory });
  try {
    const answer = question === undefined ? describe(lake, given.schema) : await lake.ask(question);
    await printRows(answer, format, process.stdout);
    return 0;
  } finally {
    lake.close();
  }
}

function describe(lake: Lake, schema: string | true | undefined) {
  if (typeof schema !== 'string')
    return answerOf(
      ['table', 'columns', 'holds'],
      lake.tables.map(({ name, columns, files }) => [name, columns.length, files.length > 0 ? 'rows' : 'nothing yet']),
    );
  const table = tableNamed(lake, schema);
  const key = keyColumns(table.name);
  return answerOf(
    ['column', 'type', 'key'],
    table.columns.map(({ name, sqlType }) => [name, sqlType, key.includes(name) ? 'key' : '']),
  );
}

/** A table of the lake. @throws InvalidInputError when there is none of this name */
export function tableNamed({ tables }: Lake, name: string): LakeTable {
  const found = tables.find((table) => table.name === name.toLowerCase());
  if (found) return found;
  const all = tables.map((table) => table.name).sort();
  throw new InvalidInputError(`there is no table "${name}"; there is: ${all.join(', ')}`);
}

const answerOf = (columns: readonly string[], rows: readonly (readonly (string | number)[])[]) => ({
  columns,
  rows: (async function* () {
    yield rows;
  })(),
});
