import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { scope } from './scope.ts';

/** Where PagerDuty is, what it allows, and what its scopes are. */
export const pagerdutyHead: PluginHead = {
  name: 'pagerduty',
  title: 'PagerDuty',
  baseUrl: 'https://api.pagerduty.com',
  form: {
    credential: [{ name: 'key', label: 'REST API key', secret: true }],
    credentialSays: 'A REST API key of the account; read-only is enough (Integrations, API Access Keys).',
    baseUrlExample: 'https://api.eu.pagerduty.com',
    scope: { one: 'service', many: 'services', example: 'PX1YZ2', says: 'its id: the last part of its address' },
    listed: { label: 'Name contains', isNeeded: false },
  },
  quotas: () => ({
    reported: {
      name: 'requests a minute',
      amount: 960,
      perSeconds: 60,
      headers: {
        limit: 'ratelimit-limit',
        remaining: 'ratelimit-remaining',
        reset: 'ratelimit-reset',
        resetAs: 'secondsFromNow',
      },
    },
    concurrency: 8,
  }),
  scope,
  elements: { incidents: 'incidents' },
};
