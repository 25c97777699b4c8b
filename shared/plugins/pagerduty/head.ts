import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { scope } from './scope.ts';

/** Where PagerDuty is, what it allows, and what its scopes are. */
export const pagerdutyHead: PluginHead = {
  name: 'pagerduty',
  title: 'PagerDuty',
  baseUrl: 'https://api.pagerduty.com',
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
