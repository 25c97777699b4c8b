import * as z from 'zod';
import { pattern } from '../../plugin-sdk/pattern.ts';

/** As with patterns, the empty text is none. */
const MaybeField = z
  .string()
  .regex(/^(?:[A-Za-z]\w*)?$/, 'write the id of a field, such as custom_field_one')
  .transform((id) => id || undefined)
  .optional();

/** The user's mapping for a workspace; status names are its own, so it belongs to one workspace. Unknown keys are refused. */
export const ScopeConfig = z.strictObject({
  /** By the name of a type of stories as TAPD shows it, or `BUG` and `TASK`. */
  typeMappings: z.record(z.string(), z.string()).default({}),
  /** By the name of a status as TAPD shows it, of stories and bugs. Once there is one, what is not named is OTHER. */
  statusMappings: z.record(z.string(), z.string()).default({}),
  storyDueDateField: MaybeField,
  bugDueDateField: MaybeField,
  taskDueDateField: MaybeField,
  /** The statuses in order, for cumulative flow. */
  stateOrder: z.array(z.string()).default([]),
  /** Labels that tell where an issue came from: the whole label becomes the origin. */
  originTags: pattern(),
});
export type ScopeConfig = z.output<typeof ScopeConfig>;
