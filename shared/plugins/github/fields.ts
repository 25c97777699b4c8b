import * as z from 'zod';

/** A number that identifies: text, because it may be beyond 2^53. */
export const Id = z.union([z.string().min(1), z.number().int()], 'neither a number nor text').transform(String);

/** An instant as GitHub writes it. */
export const Time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'not a time');

/** A commit's hash, SHA-1 or SHA-256. */
export const Sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i, 'not a commit hash');

/** Somebody, as other objects mention them; null once the account is deleted. */
export const Person = z.object({ id: Id, login: z.string().min(1) }).nullish();

/** People, as lists mention them. */
export const People = z
  .array(Person)
  .nullish()
  .transform((people) => (people ?? []).flatMap((person) => person ?? []));

/** The names of labels, which old answers give as text. */
export const Labels = z
  .array(z.union([z.string(), z.object({ name: z.string().nullish() }).transform(({ name }) => name ?? '')]))
  .nullish()
  .transform((names) => [...new Set(names ?? [])].filter((name) => name !== ''));

/** Text that GitHub may leave out or give as null. */
export const Text = z.string().nullish();

/** The number at the end of an issue's or a pull request's API url. */
export const numberOf = (url: string): number => Number(/\/(\d+)$/.exec(url)?.[1] ?? Number.NaN);

/** Seconds between two instants; absent when one of them is, or when they run backwards. */
export function secondsBetween(from: string | null | undefined, to: string | null | undefined): number | undefined {
  if (!from || !to) return undefined;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds >= 0 ? seconds : undefined;
}

/** Whether something is older than the lower bound of the list that it came in; what has no time is not. */
export const isBefore = (time: string | null | undefined, since: string | undefined): boolean =>
  Boolean(time) && since !== undefined && Date.parse(time ?? '') < Date.parse(since);
