import * as z from 'zod';
import { ask } from './ask.ts';

const Answer = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.unknown())),
  more: z.boolean().default(false),
});

/** What a question in SQL gave. */
export type Answer = z.output<typeof Answer>;

/** Asks in SQL; reads only. @throws ProblemError with the database's own words */
export const askSql = (sql: string, { limit = 500, signal }: { limit?: number; signal?: AbortSignal } = {}) =>
  ask(Answer, '/sql', { method: 'POST', body: { sql, limit }, ...(signal && { signal }) });

/** A text as SQL takes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A cell as text. */
export function sayCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
