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
  typeMappings: z.record(z.string(), z.string()).default({}).meta({
    title: 'Types',
    description: 'By the name of a type of stories, or BUG and TASK: {"需求": "REQUIREMENT"}.',
  }),
  /** By the name of a status as TAPD shows it, of stories and bugs. Once there is one, what is not named is OTHER. */
  statusMappings: z.record(z.string(), z.string()).default({}).meta({
    title: 'Statuses',
    description: 'By the name of a status: {"已实现": "DONE"}. Once there is one, what is not named is OTHER.',
  }),
  storyDueDateField: MaybeField.meta({
    title: "Field of a story's due date",
    description: 'The id of a field, such as custom_field_one.',
    field: true,
  }),
  bugDueDateField: MaybeField.meta({
    title: "Field of a bug's due date",
    description: 'The id of a field.',
    field: true,
  }),
  taskDueDateField: MaybeField.meta({
    title: "Field of a task's due date",
    description: 'The id of a field.',
    field: true,
  }),
  /** The statuses in order, for cumulative flow. */
  stateOrder: z
    .array(z.string())
    .default([])
    .meta({ title: 'Statuses in their order', description: 'For cumulative flow.' }),
  /** Labels that tell where an issue came from: the whole label becomes the origin. */
  originTags: pattern().meta({ title: 'Labels of origin', description: 'Labels that tell where an issue came from.' }),
});
export type ScopeConfig = z.output<typeof ScopeConfig>;
