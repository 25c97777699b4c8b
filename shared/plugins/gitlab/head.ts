import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { quotas } from './quotas.ts';
import { scope } from './scope.ts';

/** Where GitLab is, what it allows, and what its scopes are. */
export const gitlabHead: PluginHead = {
  name: 'gitlab',
  title: 'GitLab',
  baseUrl: 'https://gitlab.com/api/v4',
  quotas,
  scope,
  // Milestones of a group are those of all its projects.
  wide: ['sprints'],
  elements: { merge_request_diffs: '', issue_links: '', merge_request_closes: '', merge_request_commits: '' },
};
