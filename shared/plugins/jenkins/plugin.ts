import { basic } from '../../plugin-sdk/auth.ts';
import { definePlugin } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';
import { branchBuilds, builds } from './builds.ts';
import { classify } from './classify.ts';
import { discover } from './discover.ts';
import { jenkinsHead } from './head.ts';
import { branches, job } from './job.ts';
import { PROPOSED_SCOPE_CONFIG, ScopeConfig } from './scope-config.ts';
import { stages } from './stages.ts';
import { testReports } from './test-reports.ts';

/** Jenkins, on a server of one's own. A credential is written `user:apiToken`. */
export const jenkins = definePlugin({
  ...jenkinsHead,
  auth: basic(),
  classify,
  check: one('/api/json', { tree: 'mode,nodeDescription' }),
  discover,
  scopeConfig: ScopeConfig,
  proposedScopeConfig: PROPOSED_SCOPE_CONFIG,
  streams: [job, branches, builds, branchBuilds, stages, testReports],
});
