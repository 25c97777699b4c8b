import type { Samples } from '../../support/plugin-conformance.ts';

/** Somebody of the cloud. */
export const ann = { accountId: '557058:ann', displayName: 'Ann', active: true };
/** Somebody of a server of one's own. */
export const bob = { key: 'JIRAUSER10', name: 'bob', displayName: 'Bob', active: true };

/** A board of a server, whose issues hold their changes. */
export const board = {
  id: 8,
  name: 'Team',
  self: 'https://jira.example.com/rest/agile/1.0/board/8',
  type: 'scrum',
  deployment: 'Server',
  timeZone: 'Asia/Shanghai',
};

/** A change of two fields. */
export const history = {
  id: '500',
  author: ann,
  created: '2026-01-02T09:00:00.000+0800',
  items: [
    {
      field: 'status',
      fieldtype: 'jira',
      fieldId: 'status',
      from: '1',
      fromString: 'Open',
      to: '3',
      toString: 'Doing',
    },
    { field: 'Sprint', fieldtype: 'custom', fieldId: 'customfield_10020', from: '', to: '7, 8', toString: 'S7, S8' },
    { field: 'assignee', fieldtype: 'jira', fieldId: 'assignee', from: null, to: '557058:ann', toString: 'Ann' },
  ],
};

/** An issue with everything that becomes a row. */
export const issue = {
  id: '100',
  key: 'EE-1',
  self: 'https://jira.example.com/rest/agile/1.0/issue/100',
  fields: {
    summary: 'It fails',
    description: 'always',
    issuetype: { id: '1', name: 'Bug', iconUrl: 'https://jira.example.com/bug.png', subtask: false },
    status: { id: '3', name: 'Doing', statusCategory: { key: 'indeterminate' } },
    priority: { name: 'High' },
    project: { id: '1', name: 'Enterprise Edition' },
    components: [{ name: 'web' }, { name: 'api' }],
    fixVersions: [{ name: 'v2' }],
    labels: ['ops', 'ops', 'web'],
    creator: ann,
    reporter: ann,
    assignee: bob,
    parent: { id: '99', key: 'EE-0' },
    epic: { key: 'EE-9' },
    sprint: { id: 8 },
    closedSprints: [{ id: 7 }],
    issuelinks: [{ type: { name: 'Blocks', inward: 'is blocked by', outward: 'blocks' }, outwardIssue: { id: '101' } }],
    timeoriginalestimate: 7200,
    timespent: 5430,
    timetracking: { remainingEstimateSeconds: 1800 },
    duedate: '2026-02-01',
    created: '2026-01-01T08:00:00.000+0800',
    updated: '2026-01-03T08:00:00.000+0800',
    resolutiondate: '2026-01-02T08:00:59.000+0800',
    customfield_10024: '3',
    comment: { total: 1 },
    worklog: { total: 0 },
  },
  changelog: { histories: [history] },
};

const input = { id: '100', updated: '2026-01-03T08:00:00.000+0800' };

/** A good page of every stream. */
export const samples: Samples = {
  scope: board,
  config: { storyPointField: 'customfield_10024' },
  pages: {
    board: { body: board },
    statuses: { body: [{ id: '3', name: 'Doing', statusCategory: { key: 'indeterminate' } }] },
    issue_fields: { body: [{ id: 'customfield_10315', name: 'Tester', custom: true, schema: { type: 'user' } }] },
    issue_types: { body: [{ id: '1', name: 'Bug', subtask: false }] },
    sprints: {
      body: {
        isLast: true,
        values: [{ id: 7, name: 'S7', state: 'closed', startDate: '2026-01-01T00:00:00.000Z', originBoardId: 8 }],
      },
    },
    issues: { body: { total: 1, issues: [issue] } },
    issue_changelogs: { body: { isLast: true, total: 1, values: [history] }, input },
    issue_comments: {
      body: {
        total: 1,
        comments: [
          {
            id: '600',
            author: ann,
            created: '2026-01-02T00:00:00.000+0000',
            body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'well' }] }] },
          },
        ],
      },
      input,
    },
    worklogs: {
      body: {
        total: 1,
        worklogs: [{ id: '700', author: ann, timeSpentSeconds: 3630, comment: 'mended', started: input.updated }],
      },
      input,
    },
    remotelinks: { body: [{ id: 1, object: { url: 'https://git.example.com/acme/app/-/commit/abc' } }], input },
    development_panel: {
      body: {
        errors: [],
        detail: [
          {
            repositories: [
              {
                name: 'app',
                url: 'https://git.example.com/acme/app',
                commits: [{ id: 'abc', url: 'https://git.example.com/acme/app/commit/abc' }],
              },
            ],
          },
        ],
      },
      input,
    },
    epics: { body: { ...issue, id: '109', key: 'EE-9' }, input: { key: 'EE-9' } },
    versions: {
      body: [{ id: '10000', name: 'v2', released: true, releaseDate: '2026-01-31', description: 'second' }],
      input: { project: '1' },
    },
    users: { body: { ...ann, emailAddress: 'ann@example.com', avatarUrls: { '48x48': 'https://a/48' } }, input: ann },
  },
};
