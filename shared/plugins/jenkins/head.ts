import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { scope } from './scope.ts';

/** Servers are often small, and tell no limit. */
const CONCURRENCY = 4;

/** Where Jenkins is, what it allows, and what its scopes are. */
export const jenkinsHead: PluginHead = {
  name: 'jenkins',
  title: 'Jenkins',
  form: {
    credential: [
      { name: 'user', label: 'User', secret: false },
      { name: 'token', label: 'API token', secret: true },
    ],
    credentialSays: 'The API token of a user with Overall/Read and Job/Read (the user, Configure, API Token).',
    baseUrlExample: 'https://jenkins.example.com',
    scope: {
      one: 'job',
      many: 'jobs',
      example: 'folder/app',
      says: 'a job, a folder or a multibranch pipeline by its full name',
    },
    listed: { label: 'Folder', isNeeded: false },
  },
  quotas: () => ({ concurrency: CONCURRENCY }),
  scope,
  elements: { test_reports: '', builds: 'allBuilds', branch_builds: 'allBuilds', stages: 'stages' },
};
