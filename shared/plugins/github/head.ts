import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { quotas } from './quotas.ts';
import { scope } from './scope.ts';

/** Where GitHub is, what it allows, and what its scopes are. */
export const githubHead: PluginHead = {
  name: 'github',
  title: 'GitHub',
  baseUrl: 'https://api.github.com',
  quotas,
  scope,
  elements: {
    pull_request_files: '',
    account_orgs: '',
    deployment_statuses: '',
    pull_request_commits: '',
    pull_request_reviews: '',
    workflow_jobs: 'jobs',
    workflow_runs: 'workflow_runs',
  },
};
