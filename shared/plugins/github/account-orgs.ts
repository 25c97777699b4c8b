import * as z from 'zod';
import { list } from '../../plugin-sdk/request.ts';
import { LoginInput } from './login-input.ts';
import { accountOrgs as organisations } from './lookups.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** The public organisations of an account; the first hundred are enough. */
export const accountOrgs = defineStream({
  name: 'account_orgs',
  input: LoginInput,
  once: { key: ({ login }) => login.toLowerCase(), everyHours: 24 },
  request: ({ input }) => list(`/users/${encodeURIComponent(input.login)}/orgs`, { per_page: PER_PAGE }),
  whole: true,
  raw: z.array(z.object({ login: z.string() })),
  extract: (orgs, { input }) => [{ login: input.login.toLowerCase(), orgs: orgs.map(({ login }) => login) }],
  key: ({ login }) => login,
  provides: ({ login, orgs }) => [organisations.entry(login, orgs)],
  // The record is written by `accounts`, which looks this up.
  convert: () => [],
});
