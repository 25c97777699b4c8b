import * as z from 'zod';
import { Id, Text } from '../../plugin-sdk/fields.ts';

/** Somebody, as other objects mention them. */
export const Person = z.object({ id: Id, username: z.string(), name: Text });
export type Person = z.output<typeof Person>;

/** Somebody, or nobody. */
export const MaybePerson = Person.nullish();

/** People, as lists mention them. */
export const People = z
  .array(Person)
  .nullish()
  .transform((people) => people ?? []);

/** The names of labels; with details they are objects. */
export const Labels = z
  .array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]))
  .nullish()
  .transform((names) => [...new Set(names ?? [])].filter((name) => name !== ''));

/** Seconds, whole or not. */
export const Seconds = z.number().nullish();
