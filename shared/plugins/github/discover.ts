import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import type { DiscoverSpec } from '../../plugin-sdk/plugin.ts';
import { list } from '../../plugin-sdk/request.ts';
import { PER_PAGE } from './stream.ts';

const List = z.array(z.object({ id: Id, full_name: z.string() }));
const Repositories = z.union([List, z.object({ repositories: List }).transform(({ repositories }) => repositories)]);

/** What a GitHub App was installed on has a list of its own; no owner is named so. */
const INSTALLATION = '@installation';

/** Repositories of an organisation or a user, all that the token was given access to, or those of an App's installation. */
export const discover: DiscoverSpec = {
  first: (owner) => {
    if (owner === INSTALLATION) return [list('/installation/repositories', { per_page: PER_PAGE })];
    if (owner === undefined) return [list('/user/repos', { per_page: PER_PAGE, sort: 'full_name' })];
    // What is private in an organisation only its own list shows; of users there is none.
    return ['orgs', 'users'].map((kind) =>
      list(`/${kind}/${encodeURIComponent(owner)}/repos`, { per_page: PER_PAGE, sort: 'full_name', type: 'all' }),
    );
  },
  pagination: linkHeader(),
  read: (json) => Repositories.parse(json).map(({ id, full_name }) => ({ id, name: full_name })),
};
