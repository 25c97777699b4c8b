import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { quotas } from './quotas.ts';
import { scope } from './scope.ts';

/** Where TAPD is, what it allows, and what its scopes are. */
export const tapdHead: PluginHead = {
  name: 'tapd',
  title: 'TAPD',
  baseUrl: 'https://api.tapd.cn',
  quotas,
  scope,
};
