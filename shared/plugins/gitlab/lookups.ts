import * as z from 'zod';
import { FileSizes } from '../../plugin-sdk/file-sizes.ts';
import { defineLookup } from '../../plugin-sdk/lookup.ts';
import { Person } from './fields.ts';

/** What only a merge request's own answer tells, by its id. */
export const mergeRequestDetails = defineLookup(
  'mergeRequestDetails',
  'merge_request_details',
  z.object({
    mergedBy: Person.optional(),
    baseSha: z.string().optional(),
    headSha: z.string().optional(),
    isDraft: z.boolean().optional(),
  }),
);

/** Who approved a merge request, by its id. */
export const approvers = defineLookup('approvers', 'merge_request_approvals', z.array(Person));

/** The size of a commit of the default branch by its hash; a merge commit's is that of what it merged. */
export const commitSizes = defineLookup(
  'commitSizes',
  'commits',
  z.object({ additions: z.number(), deletions: z.number() }),
);

/** What a merge request changes by the ends of its files' names, by its id. */
export const fileSizes = defineLookup('fileSizes', 'merge_request_diffs', FileSizes);
