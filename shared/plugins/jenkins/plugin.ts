import { basic } from '../../plugin-sdk/auth.ts';
import { definePlugin } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';
import { branchBuilds, builds } from './builds.ts';
import { classify } from './classify.ts';
import { discover } from './discover.ts';
import { branches, job } from './job.ts';
import { scope } from './scope.ts';
import { PROPOSED_SCOPE_CONFIG, ScopeConfig } from './scope-config.ts';
import { stages } from './stages.ts';

/** Servers are often small, and tell no limit. */
const CONCURRENCY = 4;

/** Jenkins, on a server of one's own. A credential is written `user:apiToken`. */
export const jenkins = definePlugin({
  name: 'jenkins',
  title: 'Jenkins',
  auth: basic(),
  quotas: () => ({ concurrency: CONCURRENCY }),
  classify,
  check: one('/api/json', { tree: 'mode,nodeDescription' }),
  scope,
  discover,
  scopeConfig: ScopeConfig,
  proposedScopeConfig: PROPOSED_SCOPE_CONFIG,
  streams: [job, branches, builds, branchBuilds, stages],
});
