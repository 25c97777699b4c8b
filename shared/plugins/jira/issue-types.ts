import * as z from 'zod';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { defineStream } from './stream.ts';

/** The types of issues: kept, so that a mapping can be checked and proposed; issues name theirs themselves. */
export const issueTypes = defineStream({
  name: 'issue_types',
  request: () => list('/api/2/issuetype'),
  raw: z.object({ id: Id, name: Text, subtask: z.boolean().nullish() }),
  extract: (type) => [type],
  key: ({ id }) => id,
  convert: () => [],
});
