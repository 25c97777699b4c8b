import { type Column, columnsOf } from '../../domain/columns.ts';
import { isOfPersons } from '../../domain/persons.ts';
import type { Table } from '../../domain/table.ts';
import { InvalidInputError, UnknownFieldError } from '../../errors.ts';
import type { StoredRecord } from '../../pipeline/read-data.ts';
import { linePlan } from './stored-line.ts';

/** How rows are written. */
export interface RowText {
  readonly type: string;
  /** Stands before the first row. */
  readonly heading: string;
  readonly line: (record: StoredRecord) => string;
}

/** What a tombstone says besides its key. */
const DELETED = 'deleted_at';

/**
 * The columns that were asked for, in that order; `*` is all of them. When none were asked for: those that name no person,
 * or all of a table that is about persons. @throws InvalidInputError
 */
export function askedColumns(table: Table, fields: string | undefined): readonly Column[] {
  const known = columnsOf(table);
  if (fields === '*') return known;
  if (fields === undefined) return known.filter(({ isPerson }) => !isPerson || isOfPersons(table));
  const names = fields.split(',').map((text) => text.trim());
  return names.map((name, index) => {
    const column = known.find((each) => each.name === name);
    if (!column) throw unknownColumn(table, name, ['fields', index]);
    if (names.indexOf(name) < index) throw new InvalidInputError(`"${name}" is asked for twice`, ['fields', index]);
    return column;
  });
}

/** That a table has no such column. */
export const unknownColumn = (table: Table, name: string, path: readonly (string | number)[]): UnknownFieldError =>
  new UnknownFieldError(
    `${table.name} has no column "${name}"; there is: ${columnsOf(table)
      .map((each) => each.name)
      .join(', ')}`,
    path,
  );

/** A JSON object a line. */
export function ndjson(table: Table, columns: readonly Column[], withDeleted: boolean): RowText {
  const keys = columns.map(({ name, field }, at) => ({ field, key: `${at > 0 ? ',' : ''}${JSON.stringify(name)}:` }));
  const stored = linePlan(table, columns);
  const end = (record: StoredRecord): string =>
    withDeleted ? `,"${DELETED}":${record.deleted ? JSON.stringify(record.observedAt) : 'null'}}\n` : '}\n';
  return {
    type: 'application/x-ndjson; charset=utf-8',
    heading: '',
    line: (record) => {
      const cut = record.body === undefined ? undefined : stored?.(record.body);
      if (cut !== undefined) return withoutEnds(cut) + end(record);
      let text = '{';
      for (const { field, key } of keys) text += key + JSON.stringify(record.values[field] ?? null);
      return withoutEnds(text) + end(record);
    },
  };
}

/** Unicode's own ends of lines, where many programs part text: JSON may hold them, a line of it is better without. */
const withoutEnds = (text: string): string =>
  text.replace(/[\u0085\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** RFC 4180, with a heading; text that a spreadsheet would take for a formula is marked as text. */
export function csv(columns: readonly Column[], withDeleted: boolean): RowText {
  const names = [...columns.map(({ name }) => name), ...(withDeleted ? [DELETED] : [])];
  return {
    type: 'text/csv; charset=utf-8; header=present',
    heading: `${names.map(cell).join(',')}\r\n`,
    line: (record) => {
      const cells = columns.map(({ field }) => cell(record.values[field]));
      if (withDeleted) cells.push(record.deleted ? record.observedAt : '');
      return `${cells.join(',')}\r\n`;
    },
  };
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
