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
    .default({})
    .meta({
      title: 'Types and statuses',
      description:
        'By the name of a type: {"Story": {"standardType": "REQUIREMENT", "statusMappings": {"Done": "DONE"}}}.',
    }),
  storyPointField: MaybeField.meta({
    title: 'Field of story points',
    description: 'The id of a field, such as customfield_10024.',
    field: true,
  }),
  epicKeyField: MaybeField.meta({ title: 'Field of the epic', description: 'The id of a field.', field: true }),
  dueDateField: MaybeField.meta({ title: 'Field of the due date', description: 'The id of a field.', field: true }),
  /** Group 1 of a match in a remote link's address is a commit. */
  remotelinkCommitShaPattern: pattern().meta({
    title: 'Commits in remote links',
    description: 'Group 1 of a match in the address is a commit.',
  }),
  /** Groups `namespace`, `repo_name` and `commit_sha` of a match in a remote link's address. */
  remotelinkRepoPattern: z
    .array(z.union([pattern(), z.object({ regex: pattern() }).transform(({ regex }) => regex)]))
    .default([])
    .meta({
      title: 'Repositories in remote links',
      description: 'Groups namespace, repo_name and commit_sha of a match in the address.',
    }),
  /** What commits come from in the development panel (GitLab, GitHub, stash …): when given, it is asked for each issue. */
  applicationType: z.string().max(100).default('').meta({
    title: 'Development panel of',
    description: 'Where its commits come from: GitLab, GitHub, stash. When given, it is asked for each issue.',
  }),
  /** The board's columns in order, for cumulative flow. */
  stateOrder: z
    .array(z.string())
    .default([])
    .meta({ title: 'Columns in their order', description: 'For cumulative flow.' }),
  /** Labels that tell where an issue came from: the whole label becomes the origin. */
  originLabels: pattern().meta({
    title: 'Labels of origin',
    description: 'Labels that tell where an issue came from.',
  }),
});
export type ScopeConfig = z.output<typeof ScopeConfig>;
