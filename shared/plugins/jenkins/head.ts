import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { scope } from './scope.ts';

/** Servers are often small, and tell no limit. */
const CONCURRENCY = 4;

/** Where Jenkins is, what it allows, and what its scopes are. */
export const jenkinsHead: PluginHead = {
  name: 'jenkins',
  title: 'Jenkins',
  quotas: () => ({ concurrency: CONCURRENCY }),
  scope,
  elements: { test_reports: '', builds: 'allBuilds', branch_builds: 'allBuilds', stages: 'stages' },
};
