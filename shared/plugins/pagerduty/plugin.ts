import * as z from 'zod';
import { bearer } from '../../plugin-sdk/auth.ts';
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
  // Tokens of OAuth name the account's region in front.
  auth: (key) => (/^pd(?:us|eu)\+/.test(key) ? bearer()(key) : { authorization: `Token token=${key}` }),
  headers: { accept: 'application/vnd.pagerduty+json;version=2' },
  // Somebody who has left is still named by what was assigned to them.
  classify: ({ status }, { target }) =>
    status === 404 && target.startsWith('/users/') ? { kind: 'empty', reason: 'this user is gone (404)' } : undefined,
  check: one('/services', { limit: 1 }),
  discover: {
    first: (query) => [list('/services', { query, limit: LIMIT, offset: 0 })],
    pagination: offset({ parameter: 'offset', isLast: (json) => Services.parse(json).more === false }),
    read: (json) => Services.parse(json).services.map(({ id, name }) => ({ id, name: id, title: name })),
  },
  scopeConfig: ScopeConfig,
  streams: [service, incidents, users],
});
