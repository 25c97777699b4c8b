import * as z from 'zod';
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
