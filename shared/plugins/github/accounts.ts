import * as z from 'zod';
import { accounts as accountTable } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { accountId } from './ids.ts';
import { LoginInput } from './login-input.ts';
import { accountOrgs } from './lookups.ts';
import { defineStream } from './stream.ts';

/** People and bots that other records mention, each asked for once a day. */
export const accounts = defineStream({
  name: 'accounts',
  input: LoginInput,
  once: { key: ({ login }) => login.toLowerCase(), everyHours: 24 },
  request: ({ input }) => one(`/users/${encodeURIComponent(input.login)}`),
  raw: z.object({
    id: Id,
    login: z.string().min(1),
    type: Text,
    name: Text,
    email: Text,
    avatar_url: Text,
    created_at: Time.nullish(),
    updated_at: Time.nullish(),
  }),
  children: ({ login, type }) => (type === 'Bot' ? [] : [{ stream: 'account_orgs', input: { login } }]),
  extract: (account) => [account],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  lookups: [accountOrgs],
  needs: ({ login }) => [accountOrgs.key(login.toLowerCase())],
  convert: (account, { connection, config, find }) => {
    const { accountsInScope: wanted } = config;
    if (wanted && !wanted.includes(account.id)) return [];
    return [
      row(accountTable, {
        id: accountId(connection, account.id),
        email: account.email,
        fullName: account.name,
        userName: account.login,
        avatarUrl: account.avatar_url,
        organization: find(accountOrgs, account.login.toLowerCase())?.join(','),
        createdDate: account.created_at,
      }),
    ];
  },
});
