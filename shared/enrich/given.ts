import type * as z from 'zod';
import type { Table } from '../domain/table.ts';

/** A row of a table as an enricher is given it: only the key is sure to be there. */
export type Given<Of> = Of extends Table<string, infer Shape> ? Readonly<z.input<z.ZodObject<Shape>>> : never;

/** Rows by what one of their columns says, in the order given; rows that do not say are left out. */
export function groupBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | null | undefined,
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (!key) continue;
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Text before other text; equal ones are neither. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ids that end in numbers sort by these: `…:9` is before `…:10`. */
export function compareIds(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const [x = '', y = ''] = [left[i], right[i]];
    const numeric = /^\d/.test(x) && /^\d/.test(y);
    const [p, q] = numeric ? [x.replace(/^0+(?=\d)/, ''), y.replace(/^0+(?=\d)/, '')] : [x, y];
    const order = (numeric ? p.length - q.length : 0) || compareText(p, q);
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

const partsOf = (id: string): readonly string[] => id.match(/\d+|\D+/g) ?? [];

/** The epoch milliseconds of a time; undefined where there is none, or none that can be read. */
export function instantOf(time: string | null | undefined): number | undefined {
  const at = time ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

const MINUTE = 60_000;

/** Whole minutes from one time to another, rounded down. */
export const minutesBetween = (from: string, to: string): number =>
  Math.floor((Date.parse(to) - Date.parse(from)) / MINUTE);

/** Minutes of a span of a pull request, rounded up; a negative span is none. */
export function spanMinutes(from: string | null | undefined, to: string | null | undefined): number | undefined {
  const [begin, end] = [instantOf(from), instantOf(to)];
  if (begin === undefined || end === undefined || end < begin) return undefined;
  return Math.ceil((end - begin) / MINUTE);
}
