import * as z from 'zod';

/** A number that identifies: text, because it may be beyond 2^53. */
export const Id = z.union([z.string().min(1), z.number().int()], 'neither a number nor text').transform(String);

/** An instant in ISO 8601 with a zone, as the vendor writes it. */
export const Time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'not a time');

/** A commit's hash, SHA-1 or SHA-256. */
export const Sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i, 'not a commit hash');

/** Text that the vendor may leave out or give as null. */
export const Text = z.string().nullish();

/** Seconds between two instants; absent when one of them is, or when they run backwards. */
export function secondsBetween(from: string | null | undefined, to: string | null | undefined): number | undefined {
  if (!from || !to) return undefined;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds >= 0 ? seconds : undefined;
}

/** Whole minutes between two instants; absent when one of them is, or when they run backwards. */
export function minutesBetween(from: string | null | undefined, to: string | null | undefined): number | undefined {
  const seconds = secondsBetween(from, to);
  return seconds === undefined ? undefined : Math.floor(seconds / 60);
}

/** Whether something is older than the lower bound of the list that it came in; what has no time is not. */
export const isBefore = (time: string | null | undefined, since: string | undefined): boolean =>
  Boolean(time) && since !== undefined && Date.parse(time ?? '') < Date.parse(since);
