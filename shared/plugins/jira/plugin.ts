import { basic, bearer } from '../../plugin-sdk/auth.ts';
import { definePlugin } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';
import { board } from './board.ts';
import { classify } from './classify.ts';
import { developmentPanel } from './development-panel.ts';
import { discover } from './discover.ts';
import { epics } from './epics.ts';
import { fields } from './found-fields.ts';
import { names } from './found-names.ts';
import { jiraHead } from './head.ts';
import { issueChangelogs } from './issue-changelogs.ts';
import { issueComments } from './issue-comments.ts';
import { issueFields } from './issue-fields.ts';
import { issueTypes } from './issue-types.ts';
import { issues } from './issues.ts';
import { remotelinks } from './remotelinks.ts';
import { ScopeConfig } from './scope-config.ts';
import { sprints } from './sprints.ts';
import { statuses } from './statuses.ts';
import { users } from './users.ts';
import { versions } from './versions.ts';
import { worklogs } from './worklogs.ts';

/** Jira Cloud, Data Center and Server. The base URL ends in `/rest`. */
export const jira = definePlugin({
  ...jiraHead,
  // `address:apiToken` in the cloud, a personal access token elsewhere.
  auth: (secret) => (secret.includes(':') ? basic() : bearer())(secret),
  classify,
  check: one('/api/2/myself'),
  discover,
  fields,
  names,
  scopeConfig: ScopeConfig,
  recordedAs: {
    status: 'statuses',
    comments: 'issue_comments',
    changelogs: 'issue_changelogs',
    issue_worklogs: 'worklogs',
    remote_links: 'remotelinks',
  },
  streams: [
    board,
    statuses,
    issueFields,
    issueTypes,
    sprints,
    issues,
    issueChangelogs,
    issueComments,
    worklogs,
    remotelinks,
    developmentPanel,
    epics,
    versions,
    users,
  ],
});
