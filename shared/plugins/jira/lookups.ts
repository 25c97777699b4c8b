import * as z from 'zod';
import { defineLookup } from '../../plugin-sdk/lookup.ts';

/** A status's name and category by its id. */
export const statusOf = defineLookup('statusOf', 'statuses', z.object({ name: z.string(), category: z.string() }));

/** What a field holds (`user`, `number`, …) by its id. */
export const fieldType = defineLookup('fieldType', 'issue_fields', z.string());

/** The type of an issue by its id: statuses are mapped for each type. */
export const issueType = defineLookup('issueType', 'issues', z.string());
