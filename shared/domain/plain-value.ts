import * as z from 'zod';

/** What a plain reader answers for a value that it leaves to the column's schema. */
export const unsure: unique symbol = Symbol('unsure');

/**
 * Reads a value that needs no second look as the column's schema would, and leaves every other to that schema. Nearly all
 * values are plain, and a schema that transforms costs twenty times as much.
 */
export type PlainReader = (value: unknown) => unknown;

const readers = new WeakMap<z.core.$ZodType, PlainReader>();

/** Gives a column its plain reader. */
export const plainly = <Schema extends z.ZodType>(schema: Schema, reader: PlainReader): Schema => {
  readers.set(schema, reader);
  return schema;
};

/** The plain reader of a column; one that has none leaves all values to its schema. */
export function plainReader(schema: z.core.$ZodType): PlainReader {
  const reader = readers.get(schema);
  if (reader) return reader;
  return (value) => {
    const read = z.safeParse(schema, value);
    return read.success ? read.data : unsure;
  };
}

const UTC = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?Z$/;

const isAbsent = (value: unknown): value is null | undefined | '' =>
  value === undefined || value === null || value === '';

/** Text that may be absent. */
export const plainText: PlainReader = (value) => {
  if (typeof value === 'string') return value === '' ? undefined : value.includes('\0') ? unsure : value;
  return value === undefined || value === null ? undefined : unsure;
};

/** Text that is there. */
export const plainId: PlainReader = (value) => (typeof value === 'string' && value !== '' ? value : unsure);

/** A whole number that is exact. */
export const plainInt: PlainReader = (value) => {
  if (value === undefined || value === null) return undefined;
  return Number.isSafeInteger(value) ? value : unsure;
};

/** A number. */
export const plainFloat: PlainReader = (value) => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : unsure;
};

/** A yes or no. */
export const plainBool: PlainReader = (value) => {
  if (typeof value === 'boolean') return value;
  return value === undefined || value === null ? undefined : unsure;
};

/** An instant: in UTC and not on the last days of a month, of which some are none, it needs no arithmetic. */
export const plainTime: PlainReader = (value) => {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string') return unsure;
  const read = UTC.exec(value);
  if (read) return read[1] === undefined ? `${value.slice(0, 19)}.000Z` : value;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? unsure : new Date(instant).toISOString();
};

/** An instant that is there. */
export const plainInstant: PlainReader = (value) => (isAbsent(value) ? unsure : plainTime(value));

const kinds = new Map<PlainReader | undefined, 'int' | 'float' | 'bool' | 'time'>([
  [plainInt, 'int'],
  [plainFloat, 'float'],
  [plainBool, 'bool'],
  [plainTime, 'time'],
  [plainInstant, 'time'],
]);

/** What a column holds; one without a plain reader, and one of some words, holds text. */
export const plainKind = (schema: z.core.$ZodType): 'text' | 'int' | 'float' | 'bool' | 'time' =>
  kinds.get(readers.get(schema)) ?? 'text';

/** One of some words, or absent. */
export const plainWord = (words: readonly string[]): PlainReader => {
  const known = new Set<unknown>(words);
  return (value) => {
    if (isAbsent(value)) return undefined;
    return known.has(value) ? value : unsure;
  };
};
