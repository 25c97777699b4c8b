import type { PluginHead } from '../../plugin-sdk/plugin.ts';
import { quotas } from './quotas.ts';
import { scope } from './scope.ts';

/** Where GitLab is, what it allows, and what its scopes are. */
export const gitlabHead: PluginHead = {
  name: 'gitlab',
  title: 'GitLab',
  baseUrl: 'https://gitlab.com/api/v4',
  form: {
    credential: [{ name: 'token', label: 'Access token', secret: true, optional: true }],
    credentialSays:
      'A personal, group or project access token with the scope read_api, of somebody who is Reporter or more (Preferences, Access tokens).',
    anonymous: 'Public projects are read without one, at 500 requests a minute.',
    baseUrlExample: 'https://gitlab.example.com/api/v4',
    scope: { one: 'project', many: 'projects', example: 'group/project', says: 'as in its address' },
    listed: { label: 'Group', isNeeded: false },
  },
  quotas,
  scope,
  // Milestones of a group are those of all its projects.
  wide: ['sprints'],
  elements: { merge_request_diffs: '', issue_links: '', merge_request_closes: '', merge_request_commits: '' },
};
