import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { scope } from './scope.ts';

const CONCURRENCY = 8;

/** Told only where a limit is set; the window's length is not. */
const reported = {
  name: 'requests',
  amount: 0,
  perSeconds: 3600,
  headers: {
    limit: 'x-ratelimit-limit',
    remaining: 'x-ratelimit-remaining',
    reset: 'x-ratelimit-reset',
    resetAs: 'isoTime',
  },
} as const;

/** Where Jira is, what it allows, and what its scopes are. */
export const jiraHead: PluginHead = {
  name: 'jira',
  title: 'Jira',
  form: {
    credential: [
      { name: 'user', label: 'E-mail address (Cloud only)', secret: false, optional: true },
      { name: 'token', label: 'API token, or personal access token', secret: true },
    ],
    credentialSays:
      'Cloud: your address and an API token (id.atlassian.com, Security). Data Center: a personal access token alone. It needs Browse projects in every project of a board.',
    baseUrlExample: 'https://example.atlassian.net/rest',
    scope: { one: 'board', many: 'boards', example: '8', says: 'its number: rapidView=8 or boards/8 in its address' },
    listed: { label: 'Project key', isNeeded: false },
  },
  quotas: () => ({ reported, concurrency: CONCURRENCY }),
  scope,
  // An issue may be on several boards, and a project's versions are those of all.
  wide: ['issues', 'issue_changelogs', 'issue_comments', 'issue_worklogs', 'sprints', 'cicd_releases'],
  elements: {
    development_panel: '',
    epics: 'issues',
    issues: 'issues',
    issue_changelogs: 'values',
    issue_comments: 'comments',
    remotelinks: '',
    sprints: 'values',
    worklogs: 'worklogs',
  },
};
