import * as z from 'zod';
import { accounts } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { Text } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { one } from '../../plugin-sdk/request.ts';
import type { Child } from '../../plugin-sdk/stream.ts';
import { type Person, Person as PersonSchema } from './fields.ts';
import { keyOf, personId } from './ids.ts';
import { defineStream } from './stream.ts';

const A_WEEK = 168;
const Input = recordedInput({ accountId: [] }, PersonSchema.pick({ accountId: true, key: true, name: true }));

/** People whom other records mention, each asked for once a week; most hide their e-mail address. */
export const users = defineStream({
  name: 'users',
  input: Input,
  once: { key: (input) => keyOf({ ...input, displayName: null, active: null }) ?? '', everyHours: A_WEEK },
  request: ({ input: { accountId, key, name } }) =>
    one('/api/2/user', accountId ? { accountId } : key ? { key } : { username: name ?? '' }),
  raw: PersonSchema.extend({ emailAddress: Text, avatarUrls: z.record(z.string(), z.string()).nullish() }),
  extract: (user) => [user],
  key: (user) => keyOf(user) ?? '',
  convert: (user, { connection }) => {
    const id = personId(connection, user);
    if (id === undefined) return [];
    return [
      row(accounts, {
        id,
        email: user.emailAddress,
        fullName: user.displayName,
        userName: user.displayName,
        avatarUrl: user.avatarUrls?.['48x48'],
        status: 0,
      }),
    ];
  },
});

/** Asks for people who were mentioned. */
export const usersOf = (...people: readonly (Person | null | undefined)[]): readonly Child[] =>
  people.flatMap((person) => {
    if (!person || keyOf(person) === undefined) return [];
    const { accountId, key, name } = person;
    return [{ stream: 'users', input: accountId ? { accountId } : { key, name } }];
  });
