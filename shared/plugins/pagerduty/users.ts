import * as z from 'zod';
import { accounts } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { Text } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { userId } from './ids.ts';
import { defineStream } from './stream.ts';

const A_WEEK = 168;

/** People whom incidents are assigned to, each asked for once a week. */
export const users = defineStream({
  name: 'users',
  input: z.object({ id: z.string().min(1) }),
  once: { key: ({ id }) => id, everyHours: A_WEEK },
  request: ({ input }) => one(`/users/${encodeURIComponent(input.id)}`),
  raw: z
    .object({ user: z.object({ id: z.string().min(1), name: Text, email: Text, avatar_url: Text }) })
    .transform(({ user }) => user),
  extract: (user) => [user],
  key: ({ id }) => id,
  convert: ({ id, name, email, avatar_url: avatarUrl }, { connection }) => [
    row(accounts, { id: userId(connection, id), fullName: name, userName: name, email, avatarUrl }),
  ],
});
