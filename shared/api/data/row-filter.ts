import * as z from 'zod';
import { type Column, columnsOf } from '../../domain/columns.ts';
import type { Table } from '../../domain/table.ts';
import { InvalidInputError } from '../../errors.ts';
import { changedSince } from '../../pipeline/changed-since.ts';
import type { TablePort } from '../../pipeline/ports.ts';
import type { StoredRecord } from '../../pipeline/read-data.ts';
import { unknownColumn } from './row-text.ts';

/** Parameters that are no columns. */
export const RESERVED = [
  ...['fields', 'format', 'scope', 'since', 'until', 'deleted', 'order', 'end', 'limit', 'cursor'],
] as const;

/** What a query asks of a column: one of these values, in the words of a row; an empty one stands for what is absent. */
export interface Wanted {
  readonly column: Column;
  readonly values: ReadonlySet<string>;
}

/** What a query asks of rows; times are epoch milliseconds. */
export interface Conditions {
  readonly columns: readonly Wanted[];
  readonly since?: number;
  readonly until?: number;
}

type Given = Readonly<Record<string, readonly string[]>>;

const Instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * Reads what a query asks of rows: `column=a,b` is any of these (a backslash keeps a comma), several times the same column
 * adds to them; `since` and `until` are about when a row changed.
 *
 * @throws InvalidInputError for a column that there is not, or a value that it cannot have
 */
export function conditionsIn(table: Table, query: Given): Conditions {
  const reserved: ReadonlySet<string> = new Set(RESERVED);
  const columns = columnsOf(table);
  const wanted = Object.entries(query)
    .filter(([name]) => !reserved.has(name))
    .map(([name, given]): Wanted => {
      const column = columns.find((each) => each.name === name);
      if (!column) throw unknownColumn(table, name, [name]);
      return { column, values: new Set(given.flatMap(anyOf).map((text) => wordOf(column, text))) };
    });
  const [since, until] = [instantIn(query, 'since'), instantIn(query, 'until')];
  return { columns: wanted, ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** Tells which rows are wanted. */
export async function rowFilter(
  control: TablePort,
  { columns, since, until }: Conditions,
): Promise<(record: StoredRecord) => boolean> {
  const isNew = since === undefined ? undefined : await changedSince(control, since);
  const isLate = until === undefined ? undefined : await changedSince(control, until);
  return (record) => {
    if (isNew && !isNew(record)) return false;
    if (isLate?.(record)) return false;
    // What a tombstone was is not known any more: whoever asks for deletions is told of all.
    return columns.every(
      ({ column, values }) => (record.deleted && !column.isKey) || values.has(textOf(record.values[column.field])),
    );
  };
}

const anyOf = (text: string): readonly string[] =>
  (text.match(/(?:\\[\s\S]|[^,\\])+|(?<=,|^)(?=,|$)/g) ?? ['']).map((part) => part.replaceAll(/\\([\s\S])/g, '$1'));

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** A value as rows have it: `5.0` is 5, and a time may be written with another zone. */
function wordOf({ name, type }: Column, text: string): string {
  if (text === '' || type === 'text') return text;
  if (type === 'time' && Instant.safeParse(text).success) return new Date(text).toISOString();
  if (type === 'bool' && (text === 'true' || text === 'false')) return text;
  if ((type === 'int' || type === 'float') && text.trim() !== '' && Number.isFinite(Number(text)))
    return String(Number(text));
  throw new InvalidInputError(`${name} is of type ${type}, "${text}" is not`, [name]);
}

function instantIn(query: Given, name: string): number | undefined {
  const [text] = query[name] ?? [];
  if (text === undefined) return undefined;
  if (Instant.safeParse(text).success) return Date.parse(text);
  throw new InvalidInputError(`${name} "${text}" is no time; write 2026-01-31 or 2026-01-31T12:00:00Z`, [name]);
}
