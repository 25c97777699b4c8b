import * as z from 'zod';
import { columnsOf } from '../../domain/columns.ts';
import type { Table } from '../../domain/table.ts';
import { InvalidInputError } from '../../errors.ts';
import type { StoredRecord } from '../../pipeline/read-data.ts';

/** Parameters that are no columns. */
export const RESERVED = ['fields', 'format', 'scope', 'since', 'until', 'deleted', 'end', 'limit', 'cursor'] as const;

/** Whether a row is wanted. */
export type RowFilter = (record: StoredRecord) => boolean;

const Instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * What a query asks of rows: `column=a,b` is any of these (a backslash keeps a comma), several times the same column adds
 * to them; `since` and `until` are about when Sluice saw the row so.
 *
 * @throws InvalidInputError for a column that there is not, or no time
 */
export function rowFilter(table: Table, query: Readonly<Record<string, readonly string[]>>): RowFilter {
  const reserved: ReadonlySet<string> = new Set(RESERVED);
  const columns = columnsOf(table);
  const wanted = Object.entries(query)
    .filter(([name]) => !reserved.has(name))
    .map(([name, given]) => {
      const column = columns.find((each) => each.name === name);
      if (!column)
        throw new InvalidInputError(
          `${table.name} has no column "${name}" to ask for; there is: ${columns.map((each) => each.name).join(', ')}`,
          [name],
        );
      return { field: column.field, values: new Set(given.flatMap(anyOf)) };
    });
  const [since, until] = [instantIn(query, 'since'), instantIn(query, 'until')];
  return (record) => {
    const at = since === undefined && until === undefined ? 0 : Date.parse(record.observedAt);
    if (since !== undefined && !(at >= since)) return false;
    if (until !== undefined && !(at < until)) return false;
    return wanted.every(({ field, values }) => values.has(textOf(record.values[field])));
  };
}

const anyOf = (text: string): readonly string[] =>
  (text.match(/(?:\\[\s\S]|[^,\\])+|(?<=,|^)(?=,|$)/g) ?? ['']).map((part) => part.replaceAll(/\\([\s\S])/g, '$1'));

/** What is absent is asked for by an empty value. */
const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

function instantIn(query: Readonly<Record<string, readonly string[]>>, name: string): number | undefined {
  const [text] = query[name] ?? [];
  if (text === undefined) return undefined;
  if (Instant.safeParse(text).success) return Date.parse(text);
  throw new InvalidInputError(`${name} "${text}" is no time; write 2026-01-31 or 2026-01-31T12:00:00Z`, [name]);
}
