import { describe, expect, it } from 'vitest';
import { convert } from './convert.ts';
import { ann, issue } from './samples.ts';

describe('an issue', () => {
  it('becomes an issue on the board, with labels, assignees and its sprint', async () => {
    const { of } = await convert([['issues', issue]], { issueTypeBug: '^bug$' });

    expect(of('issues')).toEqual([
      {
        id: 'github:GithubIssue:1:100',
        url: issue.html_url,
        issueKey: '1',
        title: 'It fails',
        description: 'first line\r\nsecond',
        type: 'BUG',
        originalType: 'bug',
        status: 'DONE',
        originalStatus: 'closed',
        resolutionDate: '2020-01-02T00:01:59.000Z',
        createdDate: '2020-01-01T00:00:00.000Z',
        updatedDate: '2020-01-03T00:00:00.000Z',
        leadTimeMinutes: 1441,
        creatorId: 'github:GithubAccount:1:7',
        creatorName: 'ann',
        assigneeId: 'github:GithubAccount:1:8',
        assigneeName: 'bob',
      },
    ]);
    expect(of('board_issues')).toEqual([{ boardId: 'github:GithubRepo:1:1', issueId: 'github:GithubIssue:1:100' }]);
    expect(of('issue_labels')).toEqual([{ issueId: 'github:GithubIssue:1:100', labelName: 'bug' }]);
    expect(of('issue_assignees')).toHaveLength(2);
    expect(of('sprint_issues')[0]?.sprintId).toBe('github:GithubMilestone:1:300');
  });

  it('carries its connection in every id', async () => {
    const { of } = await convert([['issues', issue]], {}, 'acme');

    expect(of('issues')[0]?.id).toBe('github:GithubIssue:acme:100');
  });

  it('is skipped when it is a pull request in disguise', async () => {
    const { tables } = await convert([['issues', { ...issue, pull_request: { url: '' } }]]);

    expect(tables).toEqual([]);
  });

  it('of a deleted author names nobody', async () => {
    const { of } = await convert([['issues', { ...issue, user: null, assignee: null, assignees: [] }]]);

    expect(of('issues')[0]).not.toHaveProperty('creatorId');
    expect(of('issues')[0]).not.toHaveProperty('assigneeId');
  });

  it('without text has no description', async () => {
    const { of } = await convert([['issues', { ...issue, body: null }]]);

    expect(of('issues')[0]).not.toHaveProperty('description');
  });

  it('has its first assignee where the API no longer tells the one', async () => {
    const { assignee: _, ...newer } = issue;

    const { of } = await convert([['issues', { ...newer, assignees: [ann] }]]);

    expect(of('issues')[0]?.assigneeName).toBe('ann');
  });

  it('keeps an id beyond 2^53', async () => {
    const { of } = await convert([['issues', { ...issue, id: '9007199254740993' }]]);

    expect(of('issues')[0]?.id).toBe('github:GithubIssue:1:9007199254740993');
  });

  it.each([
    ['the last label that matches gives the type', ['bug', 'feat'], 'REQUIREMENT'],
    ['a label that matches two patterns is a requirement first', ['feat-bug'], 'REQUIREMENT'],
    ['no match gives no type', ['question'], undefined],
  ])('%s', async (_, names, type) => {
    const labels = names.map((name) => ({ name }));

    const { of } = await convert([['issues', { ...issue, labels }]], {
      issueTypeRequirement: 'feat',
      issueTypeBug: 'bug',
    });

    expect(of('issues')[0]?.type).toBe(type);
  });

  it('takes the whole name of the last matching label as severity, priority and component', async () => {
    const labels = ['severity/low', 'severity/high', 'high', 'component/api'].map((name) => ({ name }));

    const { of } = await convert([['issues', { ...issue, labels }]], {
      issueSeverity: 'severity/(.*)$',
      issuePriority: '^(high|low)$',
      issueComponent: 'component/(.*)',
    });

    expect(of('issues')[0]).toMatchObject({ severity: 'severity/high', priority: 'high', component: 'component/api' });
  });

  it('that is open is in progress when a label says so, and to do otherwise', async () => {
    const open = { ...issue, state: 'open', closed_at: null, labels: ['doing'] };

    const labelled = await convert([['issues', open]], { statusLabels: 'doing' });
    const plain = await convert([['issues', open]]);

    expect(labelled.of('issues')[0]?.status).toBe('IN_PROGRESS');
    expect(plain.of('issues')[0]?.status).toBe('TODO');
  });
});

describe('the changes of an issue', () => {
  const event = { id: 900, actor: ann, issue: { id: 100 }, created_at: '2020-01-02T00:00:00Z' };

  it.each([
    [{ event: 'closed' }, 'status', 'TODO', 'DONE'],
    [{ event: 'reopened' }, 'status', 'DONE', 'TODO'],
    [{ event: 'labeled', label: { name: 'bug' } }, 'labels', undefined, 'bug'],
    [{ event: 'unlabeled', label: { name: 'bug' } }, 'labels', 'bug', undefined],
    [{ event: 'assigned', assignee: ann }, 'assignee', undefined, 'github:GithubAccount:1:7'],
    [{ event: 'unassigned', assignee: ann }, 'assignee', 'github:GithubAccount:1:7', undefined],
    [{ event: 'milestoned', milestone: { title: 'v1' } }, 'milestone', undefined, 'v1'],
    [{ event: 'demilestoned', milestone: { title: 'v1' } }, 'milestone', 'v1', undefined],
    [{ event: 'renamed', rename: { from: 'a', to: 'b' } }, 'title', 'a', 'b'],
  ])('%j is a change of %s', async (change, field, from, to) => {
    const { of } = await convert([['issue_events', { ...event, ...change }]]);

    const [row] = of('issue_changelogs');
    expect([row?.id, row?.fieldName, row?.fromValue, row?.toValue]).toEqual([
      'github:GithubIssueEvent:1:900',
      field,
      from,
      to,
    ]);
  });

  it('are not those of a pull request, and not what changes no field', async () => {
    const { tables } = await convert([
      ['issue_events', { ...event, event: 'closed', issue: { id: 100, pull_request: {} } }],
      ['issue_events', { ...event, event: 'mentioned' }],
    ]);

    expect(tables).toEqual([]);
  });
});
