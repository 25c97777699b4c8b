import * as z from 'zod';
import { cursor, offset } from '../../plugin-sdk/pagination.ts';

const Listing = z.object({
  total: z.number().optional().catch(undefined),
  isLast: z.boolean().optional().catch(undefined),
});
const Tokens = z.object({ nextPageToken: z.string().min(1).optional().catch(undefined) });
const facts = (json: unknown) => Listing.safeParse(json).data;

/** `startAt`, up to the total or the page that says that it is the last; a server may give less than it was asked for. */
export const startAt = offset({ total: (json) => facts(json)?.total, isLast: (json) => facts(json)?.isLast });

/** `nextPageToken`, the cloud's search: serial, and without a total. */
export const nextPageToken = cursor({
  parameter: 'nextPageToken',
  next: (json) => Tokens.safeParse(json).data?.nextPageToken,
});

/** Issues, comments, changes of one answer. */
export const SIZE = 100;
