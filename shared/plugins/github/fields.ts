import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';

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

/** The number at the end of an issue's or a pull request's API url. */
export const numberOf = (url: string): number => Number(/\/(\d+)$/.exec(url)?.[1] ?? Number.NaN);
