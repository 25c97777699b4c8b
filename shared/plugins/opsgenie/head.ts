import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { scope } from './scope.ts';

/** Where Opsgenie is, what it allows, and what its scopes are. */
export const opsgenieHead: PluginHead = {
  name: 'opsgenie',
  title: 'Opsgenie',
  baseUrl: 'https://api.opsgenie.com',
  quotas: () => ({ concurrency: 2 }),
  scope,
  // An incident may impact several services.
  wide: ['issues', 'incidents'],
  elements: { users: 'data', teams: 'data', incidents: 'data' },
};
