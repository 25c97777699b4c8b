import * as z from 'zod';
import { Id, Text } from '../../plugin-sdk/fields.ts';

/** The issue that is asked about, and when it was changed last. */
export const IssueInput = z.union([
  z.object({ id: Id, updated: Text }),
  z
    .object({ issue_id: Id, update_time: Text })
    .transform((given) => ({ id: given.issue_id, updated: given.update_time })),
]);
