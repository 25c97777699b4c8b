import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { statusOf } from './lookups.ts';
import { defineStream } from './stream.ts';

/** The statuses of the site, by which changes are told apart. */
export const statuses = defineStream({
  name: 'statuses',
  request: () => list('/api/2/status'),
  raw: z.object({ id: Id, name: z.string(), statusCategory: z.object({ key: z.string() }) }),
  extract: (status) => [status],
  key: ({ id }) => id,
  provides: ({ id, name, statusCategory }) => [statusOf.entry(id, { name, category: statusCategory.key })],
  // Changes of issues are written by those who look this up.
  convert: () => [],
});
