import { InvalidInputError } from '../../errors.ts';
import type { LakeAnswer } from './lake.ts';

/** How rows are answered. */
export const FORMATS = ['ndjson', 'json', 'csv'] as const;
export type RowsFormat = (typeof FORMATS)[number];

/** What a function may answer is 6 MB, what is quoted in it again included. */
const LARGEST = 4 * 1024 * 1024;

const types: Readonly<Record<RowsFormat, string>> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8; header=present',
};

/** A whole answer as text. @throws InvalidInputError when it is larger than can be sent: a part is never taken for the whole */
export async function rowsAs(
  format: RowsFormat,
  { columns, rows }: LakeAnswer,
): Promise<{ readonly type: string; readonly text: string }> {
  const object = (row: readonly unknown[]) =>
    JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));
  const line = format === 'csv' ? csvLine : object;
  const end = format === 'csv' ? '\r\n' : '\n';
  const lines: string[] = format === 'csv' ? [csvLine(columns)] : [];
  let length = 0;
  for await (const stretch of rows)
    for (const row of stretch) {
      const text = line(row);
      length += text.length;
      if (length > LARGEST)
        throw new InvalidInputError('the answer is larger than 4 MiB: ask for less, with LIMIT, WHERE or GROUP BY');
      lines.push(text);
    }
  if (format === 'json')
    return { type: types.json, text: `{"columns":${JSON.stringify(columns)},"rows":[${lines.join(',')}]}` };
  return { type: types[format], text: lines.map((text) => text + end).join('') };
}

/** RFC 4180; text that a spreadsheet would take for a formula is marked as text. */
const csvLine = (row: readonly unknown[]): string => row.map(csvCell).join(',');

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const plain = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
