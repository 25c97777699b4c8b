import * as z from 'zod';
import { accounts } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { accountId } from './ids.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** Members of the project and of the groups above it. Others are named where they are mentioned. */
export const users = defineStream({
  name: 'users',
  request: ({ scope }) => list(`${pathOf(scope)}/members/all`, { per_page: PER_PAGE }),
  raw: z.object({ id: Id, username: z.string(), name: Text, avatar_url: Text, email: Text, public_email: Text }),
  pagination: linkHeader(),
  extract: (user) => [user],
  key: ({ id }) => id,
  convert: (user, { connection }) => [
    row(accounts, {
      id: accountId(connection, user.id),
      email: user.email || user.public_email,
      fullName: user.name,
      userName: user.username,
      avatarUrl: user.avatar_url,
      // GitLab tells when somebody joined, not since when the account exists.
      status: 0,
    }),
  ],
});
