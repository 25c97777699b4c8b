import { expect, test } from 'vitest';
import { jira } from '../../../shared/plugins/jira/plugin.ts';
import { convert, request } from './convert.ts';
import { ann, board, bob, history, issue } from './samples.ts';

const cloud = { ...board, deployment: 'Cloud', timeZone: 'America/New_York', filterId: '77' };
const SINCE = { since: '2026-10-01T00:00:00.000Z' };
const input = { id: '100', updated: null };
const withFields = (fields: Readonly<Record<string, unknown>>) => ({
  ...issue,
  fields: { ...issue.fields, ...fields },
});
const answer = (status: number, body = '{"errorMessages":["no"]}', headers = {}) => ({
  url: '',
  status,
  headers,
  body,
  at: 0,
});

test('the cloud is searched by the filter of the board, with a bound, in an order that never changes', () => {
  expect(request('issues', {}, cloud)?.[0]).toMatch(
    /^\/api\/2\/search\/jql\?jql=filter = 77 ORDER BY created ASC&fields=\*all/,
  );
});

test('a server, and a board whose filter is not shown, are read by the board; only a server gives changes with issues', () => {
  expect(request('issues')?.[0]).toMatch(/^\/agile\/1\.0\/board\/8\/issue\?jql=ORDER BY created ASC&expand=changelog/);
  expect(request('issues', {}, { ...cloud, filterId: '' })?.[0]).not.toContain('expand=');
});

test('what changed since is told in the zone of whoever asks, a minute early, and without an upper bound', () => {
  const [target] = request('issues', SINCE, cloud) ?? [];

  expect(target).toContain("updated >= '2026/09/30 19:59'");
  expect(target).not.toContain('<=');
});

test('a token leads to the next page, and its absence is the end', () => {
  const bound = jira.streams
    ?.find(({ name }) => name === 'issues')
    ?.bind({ connection: '1', scope: cloud, config: {} });
  const first = bound?.first({ now: '2026-11-01T00:00:00.000Z' })[0] ?? { target: '', page: 1 };
  const open = (json: unknown) => bound?.open({ request: first, url: '', headers: {}, json, link: () => undefined });

  expect(open({ issues: [issue], nextPageToken: 'CkQ' })?.following()[0]?.target).toContain('nextPageToken=CkQ');
  expect(open({ issues: [issue], isLast: true })?.following()).toEqual([]);
  expect(open({ issues: [issue], nextPageToken: null })?.following()).toEqual([]);
});

test('a server that gives fewer than it was asked for is asked on from what it gave', () => {
  const bound = jira.streams
    ?.find(({ name }) => name === 'issues')
    ?.bind({ connection: '1', scope: board, config: {} });
  const first = bound?.first({ now: '2026-11-01T00:00:00.000Z' })[0] ?? { target: '', page: 1 };
  const json = { startAt: 0, maxResults: 1, total: 3, issues: [issue] };

  const page = bound?.open({ request: first, url: '', headers: {}, json, link: () => undefined });

  expect(page?.following()[0]?.target).toContain('startAt=1');
});

test('changes beyond the first page of an issue are asked for', () => {
  const bound = jira.streams
    ?.find(({ name }) => name === 'issue_changelogs')
    ?.bind({ connection: '1', scope: cloud, config: {} });
  const first = bound?.first({ input, now: '2026-11-01T00:00:00.000Z' })[0] ?? { target: '', page: 1 };
  const json = { startAt: 0, maxResults: 100, total: 101, isLast: false, values: Array(100).fill(history) };

  const page = bound?.open({ request: first, url: '', headers: {}, json, link: () => undefined });

  expect(page?.following()[0]?.target).toContain('startAt=100');
});

test('in the cloud, changes that come with an issue are left to the list that has them all', async () => {
  const { of } = await convert([['issues', issue]], {}, cloud);
  const ofServer = await convert([['issues', issue]]);

  expect(of('issue_changelogs')).toEqual([]);
  expect(ofServer.of('issue_changelogs')).toHaveLength(3);
});

test.each([
  ['3', 3],
  [5.5, 5.5],
  [{ value: 3 }, 0],
  ['many', 0],
  [null, 0],
])('story points written as %j are %s', async (points, expected) => {
  const { of } = await convert([['issues', withFields({ customfield_10024: points })]], {
    storyPointField: 'customfield_10024',
  });

  expect(of('issues')).toMatchObject([{ storyPoint: expected }]);
});

test('an epic is the one that the board names, else what the mapped field holds', async () => {
  const config = { epicKeyField: 'customfield_10014' };
  const named = await convert([['issues', withFields({ customfield_10014: 'EE-7' })]], config);
  const mapped = await convert([['issues', withFields({ epic: null, customfield_10014: 'EE-7' })]], config);

  expect([named.of('issues')[0]?.epicKey, mapped.of('issues')[0]?.epicKey]).toEqual(['EE-9', 'EE-7']);
});

test('a due date begins at midnight in the zone of the issue', async () => {
  const { of } = await convert([['issues', issue]]);

  expect(of('issues')).toMatchObject([{ dueDate: '2026-01-31T16:00:00.000Z' }]);
});

test.each([
  ['by its id', { '3': 'DONE', Doing: 'TODO', indeterminate: 'OTHER' }, 'DONE'],
  ['by its name', { Doing: 'TODO', indeterminate: 'OTHER' }, 'TODO'],
  ['by its category', { indeterminate: { standardStatus: 'OTHER' } }, 'OTHER'],
  ['by nothing', {}, 'IN_PROGRESS'],
])('a status is mapped %s', async (_, statusMappings, expected) => {
  const { of } = await convert([['issues', issue]], { typeMappings: { Bug: { standardType: 'bug', statusMappings } } });

  expect(of('issues')).toMatchObject([{ status: expected, originalStatus: 'Doing', type: 'BUG' }]);
});

test('a type that is not mapped keeps its name, or is a sub-task', async () => {
  const subtask = withFields({ issuetype: { name: 'Teilaufgabe', subtask: true } });

  const { of } = await convert([
    ['issues', withFields({ issuetype: { name: 'Spike', subtask: false } })],
    ['issues', { ...subtask, id: '102' }],
  ]);

  expect(of('issues').map(({ type }) => type)).toEqual(['SPIKE', 'SUBTASK']);
});

test('account ids hold a colon, and a server knows people by their key', async () => {
  const { of } = await convert([['issues', withFields({ assignee: bob })]]);

  expect(of('issues')).toMatchObject([
    { creatorId: 'jira:JiraAccount:1:557058:ann', assigneeId: 'jira:JiraAccount:1:JIRAUSER10' },
  ]);
});

test('sprints are named by the board, by a custom field of the cloud, and by text of an old server', async () => {
  const none = { sprint: null, closedSprints: null };
  const objects = [{ id: 12, boardId: 8, state: 'active', name: 'S12' }];
  const texts = ['com.atlassian.greenhopper.service.sprint.Sprint@1f[id=13,rapidViewId=8,state=ACTIVE,name=S,13]'];

  const { of } = await convert([
    ['issues', issue],
    ['issues', { ...withFields({ ...none, customfield_10020: objects }), id: '101' }],
    ['issues', { ...withFields({ ...none, customfield_10020: texts }), id: '102' }],
  ]);

  expect(of('sprint_issues').map(({ sprintId }) => String(sprintId).split(':').at(-1))).toEqual(['7', '8', '12', '13']);
});

test('a field that one change names twice has two rows', async () => {
  const items = [...history.items, { field: 'status', from: '3', fromString: 'Doing', to: '1', toString: 'Open' }];

  const { of } = await convert([['issues', { ...issue, changelog: { histories: [{ ...history, items }] } }]]);

  expect(of('issue_changelogs').map(({ id }) => String(id).replace(/.*:500:/, ''))).toEqual([
    'status',
    'Sprint',
    'assignee',
    'status:2',
  ]);
});

test('an issue that tells nothing, as restricted ones do, is skipped', async () => {
  const { of, reasons } = await convert([['issues', withFields({ created: null })]]);

  expect({ rows: of('issues'), reasons }).toEqual({ rows: [], reasons: [] });
});

test('a link points to the other issue, in the words of this side', async () => {
  const type = { name: 'Blocks', inward: 'is blocked by', outward: 'blocks' };
  const issuelinks = [
    { type, inwardIssue: { id: '201' } },
    { type, outwardIssue: { id: '202' } },
  ];

  const { of } = await convert([['issues', withFields({ issuelinks })]]);

  expect(of('issue_relationships').map(({ targetIssueId, originalType }) => [targetIssueId, originalType])).toEqual([
    ['jira:JiraIssue:1:201', 'is blocked by'],
    ['jira:JiraIssue:1:202', 'blocks'],
  ]);
});

test('a worklog is of whole minutes, logged when it was changed last', async () => {
  const worklog = { id: '700', author: ann, timeSpentSeconds: 3659, updated: '2026-01-04T00:00:00.000+0000' };

  const { of } = await convert([['worklogs', worklog, input]]);

  expect(of('issue_worklogs')).toMatchObject([
    { id: 'jira:JiraWorklog:1:100:700', timeSpentMinutes: 60, loggedDate: '2026-01-04T00:00:00.000Z' },
  ]);
});

test('a remote link to a commit names it by the pattern, with its repository where that has the groups', async () => {
  const link = (url: string) => ({ id: 1, object: { url } });
  const config = {
    remotelinkCommitShaPattern: '/commit/([0-9a-f]+)$',
    remotelinkRepoPattern: [
      'https://git.example.com/(?P<namespace>.*)/(?P<repo_name>[^/]+)/-/commit/(?P<commit_sha>\\w+)',
    ],
  };

  const { of } = await convert(
    [
      ['remotelinks', link('https://git.example.com/acme/tools/app/-/commit/abc'), input],
      ['remotelinks', link('https://other.example.com/commit/def'), input],
      ['remotelinks', link('https://wiki.example.com/page'), input],
    ],
    config,
  );

  expect(of('issue_commits').map(({ commitSha }) => commitSha)).toEqual(['abc', 'def']);
  expect(of('issue_repo_commits')).toMatchObject([
    { repoUrl: 'https://git.example.com/acme/tools/app.git', namespace: 'acme/tools', repoName: 'app' },
  ]);
});

test('the development panel is asked only where an application is named, and tells commits with their repository', async () => {
  const repository = {
    name: 'app',
    url: 'https://git.example.com/acme/app',
    commits: [{ id: 'abc', url: 'https://git.example.com/acme/app/commit/abc' }],
  };

  const { of, reasons } = await convert([
    ['development_panel', { errors: [], detail: [{ repositories: [repository] }] }, input],
    ['development_panel', { repositories: [{ ...repository, commits: [{ id: 'def', url: null }] }] }, input],
  ]);

  expect(request('development_panel', { input })).toEqual([]);
  expect(request('development_panel', { input }, board, { applicationType: 'GitLab' })).toEqual([
    '/dev-status/1.0/issue/detail?issueId=100&applicationType=GitLab&dataType=repository',
  ]);
  expect(reasons).toEqual([]);
  expect(of('issue_repo_commits')).toMatchObject([
    { commitSha: 'abc', repoUrl: 'https://git.example.com/acme/app.git', host: 'git.example.com', namespace: 'acme' },
    { commitSha: 'def', repoUrl: 'https://git.example.com/acme/app.git' },
  ]);
});

test('an epic outside the board is an issue that is on no board', async () => {
  const { of, tables } = await convert([['epics', { ...issue, id: '109', key: 'EE-9' }]]);

  expect(of('issues')).toMatchObject([{ id: 'jira:JiraIssue:1:109', issueKey: 'EE-9' }]);
  expect(tables).not.toContain('board_issues');
});

test('issues ask for their epic, whether the board names it or the cloud has it as a parent, and their versions', () => {
  const bound = jira.streams
    ?.find(({ name }) => name === 'issues')
    ?.bind({ connection: '1', scope: cloud, config: {} });
  const parent = { id: '5', key: 'EE-5', fields: { issuetype: { hierarchyLevel: 1 } } };
  const childrenOf = (json: unknown) =>
    bound
      ?.open({ request: { target: '/', page: 1 }, url: '', headers: {}, json, link: () => undefined })
      .children()
      .filter(({ stream }) => stream === 'epics' || stream === 'versions');

  expect(childrenOf([issue])).toEqual([
    { stream: 'epics', input: { key: 'EE-9' } },
    { stream: 'versions', input: { project: '1' } },
  ]);
  expect(childrenOf([withFields({ epic: null, parent })])?.[0]).toEqual({ stream: 'epics', input: { key: 'EE-5' } });
  expect(childrenOf([withFields({ epic: null, parent: { ...parent, fields: null } })])).toHaveLength(1);
});

test('a version is published when it was released, and a draft before', async () => {
  const { of } = await convert([
    ['versions', { id: '1', name: 'v1', released: true, releaseDate: '2026-01-31' }],
    ['versions', { id: '2', name: 'v2', released: false, releaseDate: '2026-12-31' }],
  ]);

  expect(of('cicd_releases').map(({ name, publishedAt, isDraft }) => [name, publishedAt, isDraft])).toEqual([
    ['v1', '2026-01-31T00:00:00.000Z', false],
    ['v2', undefined, true],
  ]);
});

test('documents of version 3 become their text', async () => {
  const body = {
    type: 'doc',
    content: [
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'one ' },
          { type: 'text', text: 'two' },
        ],
      },
      { type: 'paragraph', content: [{ type: 'text', text: 'three' }] },
    ],
  };

  const { of } = await convert([['issue_comments', { id: '600', author: ann, created: history.created, body }, input]]);

  expect(of('issue_comments')).toMatchObject([{ body: 'one two\nthree', id: 'jira:JiraIssueComment:1:100:600' }]);
});

test.each([
  [400, '/agile/1.0/board/8/sprint?state=active', 'empty'],
  [404, '/api/2/issue/100/remotelink', 'empty'],
  [404, '/api/2/issue/EE-9?fields=*all', 'empty'],
  [404, '/api/2/project/1/versions', 'empty'],
  [404, '/agile/1.0/board/8', undefined],
])('%i for %s is read as %s', (status, target, kind) => {
  expect(jira.classify?.(answer(status), { target })?.kind).toBe(kind);
});

test('a captcha and a sign-in page are told apart from answers', () => {
  const target = '/api/2/search/jql';

  expect(jira.classify?.(answer(403, '', { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }), { target })?.kind).toBe(
    'credential',
  );
  expect(jira.classify?.(answer(200, '<html>'), { target })?.kind).toBe('transient');
});
