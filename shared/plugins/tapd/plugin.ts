import { basic, bearer } from '../../plugin-sdk/auth.ts';
import { definePlugin } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';
import { bugs } from './bugs.ts';
import { bugChangelogs, storyChangelogs, taskChangelogs } from './changelogs.ts';
import { classify } from './classify.ts';
import { bugCommits, storyCommits, taskCommits } from './commits.ts';
import { discover } from './discover.ts';
import { fields } from './found-fields.ts';
import { names } from './found-names.ts';
import { tapdHead } from './head.ts';
import { iterations } from './iterations.ts';
import { ScopeConfig } from './scope-config.ts';
import { bugLastSteps, bugStatus, storyLastSteps, storyStatus } from './statuses.ts';
import { stories } from './stories.ts';
import { storyBugs } from './story-bugs.ts';
import { tasks } from './tasks.ts';
import { users } from './users.ts';
import { workitemTypes } from './workitem-types.ts';
import { worklogs } from './worklogs.ts';
import { workspace } from './workspace.ts';

/** TAPD. */
export const tapd = definePlugin({
  ...tapdHead,
  // `api_user:api_password` of a company, an access token of an open application.
  auth: (secret) => (secret.includes(':') ? basic() : bearer())(secret),
  classify,
  check: one('/quickstart/testauth'),
  discover,
  fields,
  names,
  scopeConfig: ScopeConfig,
  recordedAs: {
    accounts: 'users',
    story_changes: 'story_changelogs',
    bug_changes: 'bug_changelogs',
    task_changes: 'task_changelogs',
    timesheets: 'worklogs',
  },
  streams: [
    workspace,
    users,
    workitemTypes,
    storyStatus,
    storyLastSteps,
    bugStatus,
    bugLastSteps,
    iterations,
    stories,
    bugs,
    tasks,
    storyChangelogs,
    bugChangelogs,
    taskChangelogs,
    worklogs,
    storyCommits,
    bugCommits,
    taskCommits,
    storyBugs,
  ],
});
