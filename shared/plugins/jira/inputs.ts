import * as z from 'zod';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';

/** The issue that is asked about, and when it was changed last. */
export const IssueInput = recordedInput(
  { id: ['IssueId'], updated: ['UpdateTime'] },
  z.object({ id: Id, updated: Text }),
);
