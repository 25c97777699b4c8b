import { createHash } from 'node:crypto';
import * as z from 'zod';
import { InvalidInputError } from '../errors.ts';

/** What a list is asked with. */
export const Paging = z.object({
  limit: z.string().exactOptional().meta({ description: 'how many, at most' }),
  cursor: z.string().exactOptional().meta({ description: '`next` of the page before; good for the same query only' }),
});

/** A page of a list. */
export const pageOf = (name: string, element: z.ZodType) =>
  z.object({ [name]: z.array(element), next: z.string().nullable() });

const Cursor = z.tuple([z.string(), z.string()]);
const nameOf = (query: string): string => createHash('sha256').update(query).digest('hex').slice(0, 12);

/** A cursor that is good for the same query only. */
export const encodeCursor = (position: string, query: string): string =>
  Buffer.from(JSON.stringify([nameOf(query), position])).toString('base64url');

/** @throws InvalidInputError when the cursor is damaged or belongs to another query */
export function decodeCursor(cursor: string | undefined, query: string): string | undefined {
  if (cursor === undefined) return undefined;
  const read = Cursor.safeParse(jsonOrNothing(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (read.success && read.data[0] === nameOf(query)) return read.data[1];
  throw new InvalidInputError(
    'the cursor is not of this query; use the one of the page before, with the same parameters',
    ['cursor'],
  );
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How many, within bounds. @throws InvalidInputError */
export function limitOf(text: string | undefined, { usual, most }: { usual: number; most: number }): number {
  if (text === undefined) return usual;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new InvalidInputError(`limit "${text}" is not between 1 and ${most}`, ['limit']);
}
