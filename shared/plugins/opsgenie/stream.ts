import * as z from 'zod';
import { streamsOf } from '../../plugin-sdk/define-stream.ts';
import { offset } from '../../plugin-sdk/pagination.ts';
import { Service } from './scope.ts';

/** There is nothing to map. */
export const ScopeConfig = z.strictObject({});

/** Defines a stream of a service of Opsgenie. */
export const defineStream = streamsOf({ scope: Service, config: ScopeConfig });

/** The largest page that Opsgenie gives. */
export const LIMIT = 100;

const Listing = z.object({ totalCount: z.number().optional() });

/** Pages by their offset, up to the total. */
export const pages = offset({ parameter: 'offset', total: (json) => Listing.safeParse(json).data?.totalCount });
