import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Words } from './fields.ts';
import { typeName } from './lookups.ts';
import { defineStream } from './stream.ts';

/** Types of stories: stories name theirs by its id only. */
export const workitemTypes = defineStream({
  name: 'workitem_types',
  request: ({ scope }) => list('/workitem_types', { workspace_id: scope.id }),
  list: 'data',
  raw: z
    .object({ WorkitemType: z.object({ id: Id, name: z.string(), entity_type: Words }) })
    .transform((wrapped) => wrapped.WorkitemType),
  extract: (type) => [type],
  key: ({ id }) => id,
  provides: ({ id, name, entity_type: kind }) =>
    kind === undefined || kind.toLowerCase() === 'story' ? [typeName.entry(id, name)] : [],
  // Stories are written by those who look this up.
  convert: () => [],
});
