import * as z from 'zod';
import { accounts } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { Text } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { userId } from './ids.ts';
import { userNames } from './lookups.ts';
import { defineStream, LIMIT, pages } from './stream.ts';

/** People of the account. */
export const users = defineStream({
  name: 'users',
  request: () => list('/v2/users', { limit: LIMIT, offset: 0 }),
  list: 'data',
  raw: z.object({ id: z.string().min(1), username: Text, fullName: Text }),
  pagination: pages,
  extract: (user) => [user],
  key: ({ id }) => id,
  provides: ({ id, fullName, username }) => [userNames.entry(id, fullName || username || '')],
  convert: ({ id, username, fullName }, { connection }) => [
    // The user name of Opsgenie is the e-mail address.
    row(accounts, { id: userId(connection, id), email: username, userName: username, fullName }),
  ],
});
