import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import type { DiscoverSpec } from '../../plugin-sdk/plugin.ts';
import { list } from '../../plugin-sdk/request.ts';
import { PER_PAGE } from './stream.ts';

const Projects = z.array(z.object({ id: Id, path_with_namespace: z.string() }));

/** Projects of a group and the groups in it, or all that the token's owner is a member of. */
export const discover: DiscoverSpec = {
  first: (group) => [
    group === undefined
      ? list('/projects', { membership: true, pagination: 'keyset', order_by: 'id', sort: 'asc', per_page: PER_PAGE })
      : list(`/groups/${encodeURIComponent(group)}/projects`, { include_subgroups: true, per_page: PER_PAGE }),
  ],
  pagination: linkHeader(),
  read: (json) => Projects.parse(json).map((project) => ({ id: project.id, name: project.path_with_namespace })),
};
