import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import type { DiscoverSpec } from '../../plugin-sdk/plugin.ts';
import { list } from '../../plugin-sdk/request.ts';
import { PER_PAGE } from './stream.ts';

const Repositories = z.array(z.object({ id: Id, full_name: z.string() }));

/** Repositories of an organisation or a user, or all that the token was given access to. */
export const discover: DiscoverSpec = {
  first: (owner) => [
    owner === undefined
      ? list('/user/repos', { per_page: PER_PAGE, sort: 'full_name' })
      : list(`/users/${encodeURIComponent(owner)}/repos`, { per_page: PER_PAGE, sort: 'full_name', type: 'all' }),
  ],
  pagination: linkHeader(),
  read: (json) => Repositories.parse(json).map(({ id, full_name }) => ({ id, name: full_name })),
};
