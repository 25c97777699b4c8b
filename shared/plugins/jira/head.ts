import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { scope } from './scope.ts';

const CONCURRENCY = 8;

/** Where Jira is, what it allows, and what its scopes are. */
export const jiraHead: PluginHead = {
  name: 'jira',
  title: 'Jira',
  quotas: () => ({ concurrency: CONCURRENCY }),
  scope,
  // An issue may be on several boards.
  wide: ['issues', 'issue_changelogs', 'issue_comments', 'issue_worklogs', 'sprints'],
};
