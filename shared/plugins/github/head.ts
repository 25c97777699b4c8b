import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { quotas } from './quotas.ts';
import { scope } from './scope.ts';

/** Where GitHub is, what it allows, and what its scopes are. */
export const githubHead: PluginHead = {
  name: 'github',
  title: 'GitHub',
  baseUrl: 'https://api.github.com',
  form: {
    credential: [{ name: 'token', label: 'Access token', secret: true, optional: true }],
    credentialSays:
      'A fine-grained token that may read Contents, Issues, Pull requests, Actions, Deployments and Metadata, or a classic one with "repo" (github.com, Settings, Developer settings).',
    anonymous: 'Public repositories are read without one, at 60 requests an hour.',
    baseUrlExample: 'https://github.example.com/api/v3',
    scope: { one: 'repository', many: 'repositories', example: 'owner/name', says: 'as in its address' },
    listed: { label: 'Organisation or user', isNeeded: false },
  },
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
