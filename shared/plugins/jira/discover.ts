import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import type { DiscoverSpec } from '../../plugin-sdk/plugin.ts';
import { list } from '../../plugin-sdk/request.ts';
import { startAt } from './paging.ts';

const Boards = z.object({ values: z.array(z.object({ id: Id, name: z.string() })) });

/** Boards of a project, or all that the credential may see. */
export const discover: DiscoverSpec = {
  first: (project) => [list('/agile/1.0/board', { projectKeyOrId: project, maxResults: 50, startAt: 0 })],
  pagination: startAt,
  read: (json) => Boards.parse(json).values.map(({ id, name }) => ({ id, name: id, title: name })),
};
