import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { SqlAnswer, SqlValue } from '../shared/sql/open-sql.ts';
import { count, grid, sayTo } from './say.ts';

/** How rows are printed. */
export type RowFormat = 'table' | 'ndjson' | 'csv';

/** What a table shows; more is for --csv and --json. */
const SHOWN = 1_000;
const WIDEST = 80;

/** Prints the answer to a question: as a table for people, one JSON object a line, or CSV with a heading. */
export async function printRows(answer: SqlAnswer, format: RowFormat, to: Writable): Promise<void> {
  if (format === 'table') return printTable(answer, to);
  const { columns, rows } = answer;
  const write = async (text: string) => {
    if (!to.write(text)) await once(to, 'drain');
  };
  if (format === 'csv') await write(csvLine(columns));
  const line =
    format === 'csv'
      ? csvLine
      : (row: readonly SqlValue[]) =>
          `${JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])))}\n`;
  for await (const stretch of rows) await write(stretch.map(line).join(''));
}

async function printTable({ columns, rows }: SqlAnswer, to: Writable): Promise<void> {
  const shown: (readonly SqlValue[])[] = [];
  let all = 0;
  for await (const stretch of rows) {
    all += stretch.length;
    if (shown.length < SHOWN) shown.push(...stretch.slice(0, SHOWN - shown.length));
  }
  const numbers = columns.map((_, at) => shown.every((row) => typeof row[at] === 'number' || row[at] === null));
  const cells = shown.map((row) =>
    columns.map((_, at) => (numbers[at] ? numberCell(row[at]).padStart(widthOf(shown, at)) : cell(row[at]))),
  );
  to.write(`${grid(columns, cells).join('\n')}\n`);
  const say = sayTo(process.stderr);
  if (all > SHOWN) say.line(`the first ${count(SHOWN)} of ${count(all)} rows; --csv and --json print all`);
  else if (process.stderr.isTTY) say.line(say.faint(`${count(all)} ${all === 1 ? 'row' : 'rows'}`));
}

const widthOf = (rows: readonly (readonly SqlValue[])[], at: number): number =>
  rows.reduce((width, row) => Math.max(width, numberCell(row[at]).length), 0);

/** A number as it is: a year has no comma. */
const numberCell = (value: SqlValue | undefined): string => (typeof value === 'number' ? String(value) : '');

function cell(value: SqlValue | undefined): string {
  const text = wordsOf(value).replaceAll(/\s+/g, ' ');
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

function wordsOf(value: SqlValue | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** RFC 4180, but for the ends of lines, which are those of every other output. A null is nothing, an empty text is "". */
const csvLine = (row: readonly SqlValue[]): string => `${row.map(csvCell).join(',')}\n`;

function csvCell(value: SqlValue): string {
  const text = wordsOf(value);
  if (text === '') return typeof value === 'string' ? '""' : '';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
