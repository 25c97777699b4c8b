import * as z from 'zod';
import {
  plainBool,
  plainFloat,
  plainId,
  plainInstant,
  plainInt,
  plainly,
  plainText,
  plainTime,
  plainWord,
} from './plain-value.ts';

/** How the owner of a row is found: the scope that was synced, or the connection when the id is unique in it. */
export type Width = 'scope' | 'connection';

/** One table of the unified domain layer: its columns (camelCase), its key, and how wide its ids are unique. */
export interface Table<Name extends string = string, Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: Name;
  readonly key: readonly (string & keyof Shape)[];
  /** A `connection`-wide row may be written from several scopes, so it is put on condition. */
  readonly width: Width;
  readonly schema: z.ZodObject<Shape>;
}

/** Defines a domain table; `key` names the columns that identify a row, the first one being its parent's id. */
export const table = <const Name extends string, Shape extends z.ZodRawShape>(
  name: Name,
  key: readonly (string & keyof Shape)[],
  shape: Shape,
  width: Width = 'scope',
): Table<Name, Shape> => ({ name, key, width, schema: z.strictObject(shape) });

/** A time in UTC with milliseconds, `2026-01-31T12:00:00.000Z`; offsets are converted, nonsense is refused. */
const toInstant = (text: string, context: z.RefinementCtx): string => {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) {
    context.addIssue({ code: 'custom', message: `"${text}" is not a time; give ISO 8601 with a zone` });
    return z.NEVER;
  }
  return new Date(instant).toISOString();
};

/** Text that may be absent: null and the empty text are absent too. NUL, which files and databases cannot hold, is left out. */
export const text = () =>
  plainly(
    z
      .string()
      .nullish()
      .transform((value) => value?.replaceAll('\0', '') || undefined),
    plainText,
  );
/** An id or a part of the key: never empty. */
export const id = () => plainly(z.string().min(1), plainId);
/** A whole number. */
export const int = () =>
  plainly(
    z
      .number()
      .int()
      .nullish()
      .transform((value) => value ?? undefined),
    plainInt,
  );
/** A number with a fraction. */
export const float = () =>
  plainly(
    z
      .number()
      .nullish()
      .transform((value) => value ?? undefined),
    plainFloat,
  );
/** A yes or no. */
export const bool = () =>
  plainly(
    z
      .boolean()
      .nullish()
      .transform((value) => value ?? undefined),
    plainBool,
  );
/** An instant in UTC with milliseconds. */
export const time = () =>
  plainly(
    z
      .string()
      .nullish()
      .transform((value, context) => (value ? toInstant(value, context) : undefined)),
    plainTime,
  );
/** An instant that is never absent, as a part of the key. */
export const instant = () => plainly(z.string().transform(toInstant), plainInstant);
/** One of some words; absent when empty. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  plainly(
    z
      .enum(values)
      .or(z.literal(''))
      .nullish()
      .transform((value) => value || undefined),
    plainWord(values),
  );

/** A row of a domain table, before it is checked against the table's schema. */
export interface Row {
  readonly table: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Makes a row; the columns are checked by the compiler here and by the schema when the row is stored. */
export const row = <Shape extends z.ZodRawShape>(
  of: Table<string, Shape>,
  values: z.input<z.ZodObject<Shape>>,
): Row => ({
  table: of.name,
  values,
});

/** `leadTimeMinutes` → `lead_time_minutes`: the name of a column in the lake, in exports and in SQL. */
export const columnName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
