import * as z from 'zod';
import { offset } from '../../plugin-sdk/pagination.ts';
import { definePlugin } from '../../plugin-sdk/plugin.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { pagerdutyHead } from './head.ts';
import { incidents } from './incidents.ts';
import { service } from './service.ts';
import { LIMIT, ScopeConfig } from './stream.ts';
import { users } from './users.ts';

const Services = z.object({
  more: z.boolean().optional(),
  services: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** PagerDuty. A credential is an API key of the account (read-only is enough) or of a user. */
export const pagerduty = definePlugin({
  ...pagerdutyHead,
  auth: (key) => ({ authorization: `Token token=${key}` }),
  headers: { accept: 'application/vnd.pagerduty+json;version=2' },
  check: one('/services', { limit: 1 }),
  discover: {
    first: (query) => [list('/services', { query, limit: LIMIT, offset: 0 })],
    pagination: offset({ parameter: 'offset', isLast: (json) => Services.parse(json).more === false }),
    read: (json) => Services.parse(json).services.map(({ id }) => ({ id, name: id })),
  },
  scopeConfig: ScopeConfig,
  streams: [service, incidents, users],
});
