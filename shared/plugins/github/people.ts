import type * as z from 'zod';
import type { Child } from '../../plugin-sdk/stream.ts';
import type { Person } from './fields.ts';

/** Asks for the accounts of people who were mentioned; deleted ones are null and cannot be asked for. */
export const accountsOf = (...people: readonly z.output<typeof Person>[]): readonly Child[] =>
  people.flatMap((person) => (person ? [{ stream: 'accounts', input: { login: person.login } }] : []));
