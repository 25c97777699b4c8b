import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { scope } from './scope.ts';

/** Where Opsgenie is, what it allows, and what its scopes are. */
export const opsgenieHead: PluginHead = {
  name: 'opsgenie',
  title: 'Opsgenie',
  baseUrl: 'https://api.opsgenie.com',
  form: {
    credential: [{ name: 'key', label: 'API key', secret: true }],
    credentialSays: 'The key of an API integration with Read and Configuration access (Settings, Integrations).',
    baseUrlExample: 'https://api.eu.opsgenie.com',
    scope: { one: 'service', many: 'services', example: '1bf4b5b8-…', says: 'its id: the last part of its address' },
  },
  quotas: () => ({ concurrency: 2 }),
  scope,
  // An incident may impact several services.
  wide: ['issues', 'incidents'],
  elements: { users: 'data', teams: 'data', incidents: 'data' },
};
