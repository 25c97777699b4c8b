import * as z from 'zod';
import { accounts } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Words } from './fields.ts';
import { accountId } from './ids.ts';
import { defineStream } from './stream.ts';

/** Members of the workspace. They are known by the name that TAPD shows: who is renamed is somebody else from then on. */
export const users = defineStream({
  name: 'users',
  request: ({ scope }) => list('/workspaces/users', { workspace_id: scope.id, fields: 'user,user_id,name,email' }),
  list: 'data',
  raw: z
    .object({ UserWorkspace: z.object({ user: z.string().min(1), name: Words, email: Words }) })
    .transform((wrapped) => wrapped.UserWorkspace),
  extract: (member) => [member],
  key: ({ user }) => user,
  convert: ({ user, name, email }, { connection }) => [
    row(accounts, { id: accountId(connection, user), userName: user, fullName: name ?? user, email, status: 0 }),
  ],
});
