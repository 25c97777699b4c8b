import * as z from 'zod';
import { offset } from '../../plugin-sdk/pagination.ts';
import { definePlugin } from '../../plugin-sdk/plugin.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { opsgenieHead } from './head.ts';
import { incidents } from './incidents.ts';
import { service } from './service.ts';
import { ScopeConfig } from './stream.ts';
import { teams } from './teams.ts';
import { users } from './users.ts';

const Services = z.object({
  totalCount: z.number().optional(),
  data: z.array(z.object({ id: z.string(), name: z.string().optional() })),
});

/** Opsgenie. Its support ends in April 2027. A credential is the key of an API integration with the right to read. */
export const opsgenie = definePlugin({
  ...opsgenieHead,
  auth: (key) => ({ authorization: `GenieKey ${key}` }),
  check: one('/v2/account'),
  discover: {
    first: () => [list('/v1/services', { limit: 100, offset: 0 })],
    pagination: offset({ parameter: 'offset', total: (json) => Services.parse(json).totalCount }),
    read: (json) => Services.parse(json).data.map(({ id, name }) => ({ id, name: id, ...(name && { title: name }) })),
  },
  scopeConfig: ScopeConfig,
  streams: [service, users, teams, incidents],
});
