import * as z from 'zod';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { one } from '../../plugin-sdk/request.ts';
import { Issue } from './issue.ts';
import { issueRow } from './issue-rows.ts';
import { defineStream } from './stream.ts';

const A_DAY = 24;

/** Epics that issues of the board belong to; most of them are on no board themselves. */
export const epics = defineStream({
  name: 'epics',
  input: recordedInput({ key: ['EpicKey', 'IssueKey'] }, z.object({ key: z.string().min(1) })),
  once: { key: ({ key }) => key, everyHours: A_DAY },
  request: ({ input }) => one(`/api/2/issue/${encodeURIComponent(input.key)}`, { fields: '*all' }),
  list: 'issues',
  raw: Issue,
  extract: ({ changelog: _, ...epic }) => (epic.fields.created ? [epic] : []),
  key: ({ id }) => id,
  updatedAt: ({ fields }) => fields.updated,
  // One that nothing belongs to any more is not asked for again; it is there all the same.
  forgets: true,
  // Labels and people of one that is on the board, too, are told there.
  convert: (epic, { connection, config }) => [issueRow(epic, connection, config)],
});
