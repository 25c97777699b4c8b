import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { quotas } from './quotas.ts';
import { scope } from './scope.ts';

/** Where TAPD is, what it allows, and what its scopes are. */
export const tapdHead: PluginHead = {
  name: 'tapd',
  title: 'TAPD',
  baseUrl: 'https://api.tapd.cn',
  form: {
    credential: [
      { name: 'user', label: 'API user (leave it empty for an access token)', secret: false, optional: true },
      { name: 'password', label: 'API password, or access token', secret: true },
    ],
    credentialSays:
      "The company's API account, or the access token of an open application, with the right to read stories, bugs, tasks, iterations, workspaces and timesheets. TAPD may tie it to IP addresses.",
    baseUrlExample: 'https://tapd.example.com',
    scope: {
      one: 'workspace',
      many: 'workspaces',
      example: '37469667',
      says: 'the number behind tapd.cn/ in its address',
    },
    listed: { label: 'Company number', isNeeded: true },
  },
  quotas,
  scope,
  elements: {
    story_changelogs: 'data',
    task_changelogs: 'data',
    bug_changelogs: 'data',
    iterations: 'data',
    stories: 'data',
    bugs: 'data',
    tasks: 'data',
    story_bugs: 'data',
    users: 'data',
    workitem_types: 'data',
    worklogs: 'data',
    story_commits: 'data',
    bug_commits: 'data',
    task_commits: 'data',
    story_status: '',
    bug_status: '',
    story_status_last_steps: '',
    bug_status_last_steps: '',
  },
};
