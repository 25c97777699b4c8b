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
