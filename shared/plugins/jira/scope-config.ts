import * as z from 'zod';
import { pattern } from '../../plugin-sdk/pattern.ts';

/** As with patterns, the empty text is none. */
const MaybeField = z
  .string()
  .regex(/^(?:[A-Za-z][\w-]*)?$/, 'write the id of a field, such as customfield_10024')
  .transform((id) => id || undefined)
  .optional();
const StatusMapping = z.union([
  z.string(),
  z.object({ standardStatus: z.string() }).transform(({ standardStatus }) => standardStatus),
]);

/** The user's mapping for a board. Unknown keys are refused. */
export const ScopeConfig = z.strictObject({
  /** By the name of a type: what it is called here, and its statuses by id, by name or by category (new, done, …). */
  typeMappings: z
    .record(
      z.string(),
      z.object({
        standardType: z.string().default(''),
        statusMappings: z.record(z.string(), StatusMapping).default({}),
      }),
    )
    .default({}),
  storyPointField: MaybeField,
  epicKeyField: MaybeField,
  dueDateField: MaybeField,
  /** Group 1 of a match in a remote link's address is a commit. */
  remotelinkCommitShaPattern: pattern(),
  /** Groups `namespace`, `repo_name` and `commit_sha` of a match in a remote link's address. */
  remotelinkRepoPattern: z
    .array(z.union([pattern(), z.object({ regex: pattern() }).transform(({ regex }) => regex)]))
    .default([]),
  /** What commits come from in the development panel (GitLab, GitHub, stash …): when given, it is asked for each issue. */
  applicationType: z.string().max(100).default(''),
  /** The board's columns in order, for cumulative flow. */
  stateOrder: z.array(z.string()).default([]),
  /** Labels that tell where an issue came from: the whole label becomes the origin. */
  originLabels: pattern(),
});
export type ScopeConfig = z.output<typeof ScopeConfig>;
