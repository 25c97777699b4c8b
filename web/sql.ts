import * as z from 'zod';
import { ask, ProblemError } from './ask.ts';

const Answered = z.object({ columns: z.array(z.string()), rows: z.array(z.record(z.string(), z.unknown())) });

/** What a question in SQL gave. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** There are rows beyond the limit. */
  readonly more: boolean;
}

/** Asks in SQL for at most so many rows; reads only. @throws ProblemError with the database's own words */
export async function askSql(
  sql: string,
  { limit = 500, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<Answer> {
  const question = `${BEFORE}${sql.trim().replace(/;+$/, '')}\n) LIMIT ${limit + 1}`;
  const body = { sql: question, format: 'json' };
  const { columns, rows } = await ask(Answered, '/sql', { method: 'POST', body, ...(signal && { signal }) });
  const lines = rows.slice(0, limit).map((row) => columns.map((name) => row[name] ?? null));
  return { columns, rows: lines, more: rows.length > limit };
}

/** What stands before a question, a line of its own. */
const BEFORE = 'SELECT * FROM (\n';

/** Where in a question something is wrong, counted from 1; undefined where the database does not say. */
export function placeOf(cause: unknown): { readonly line: number; readonly column: number } | undefined {
  const [at, line, column] = cause instanceof ProblemError ? (cause.flaws[0]?.path ?? []) : [];
  return at === 'sql' && typeof line === 'number' && typeof column === 'number' && line > 1
    ? { line: line - 1, column }
    : undefined;
}

/** A text as SQL takes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A cell as text. */
export function sayCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
