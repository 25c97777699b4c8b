import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { issueRelationships } from '../../domain/ticket.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { issueId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { defineStream } from './stream.ts';

/** Bugs that were found in a story. */
export const storyBugs = defineStream({
  name: 'story_bugs',
  input: IssueInput,
  request: ({ scope, input }) => list('/stories/get_related_bugs', { workspace_id: scope.id, story_id: input.id }),
  list: 'data',
  raw: z.object({ story_id: Id, bug_id: Id }),
  extract: (link) => [link],
  key: ({ story_id: story, bug_id: bug }) => `${story}/${bug}`,
  convert: ({ story_id: story, bug_id: bug }, { connection }) => [
    row(issueRelationships, {
      sourceIssueId: issueId('story', connection, story),
      targetIssueId: issueId('bug', connection, bug),
      originalType: 'bug',
    }),
  ],
});
