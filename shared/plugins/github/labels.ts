import * as z from 'zod';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** The labels that a repository has: kept, so that a mapping can be proposed; issues name theirs themselves. */
export const labels = defineStream({
  name: 'labels',
  request: ({ scope }) => list(`${pathOf(scope)}/labels`, { per_page: PER_PAGE }),
  raw: z.object({ id: Id, name: z.string().min(1), description: Text }),
  pagination: linkHeader(),
  extract: (label) => [label],
  key: ({ id }) => id,
  convert: () => [],
});
