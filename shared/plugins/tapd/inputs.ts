import * as z from 'zod';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';

/** The issue that is asked about, and when it was changed last. */
export const IssueInput = recordedInput(
  { id: ['IssueId', 'StoryId', 'BugId', 'TaskId', 'ObjectId'], updated: ['UpdateTime', 'Modified'] },
  z.object({ id: Id, updated: Text }),
);
