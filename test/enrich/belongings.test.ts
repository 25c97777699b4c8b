import { describe, expect, it } from 'vitest';
import { checkRow } from '../../shared/domain/record.ts';
import { accountOwners } from '../../shared/enrich/account-owners.ts';
import { incidentOf } from '../../shared/enrich/incidents.ts';
import {
  issuesOfCommit,
  issuesOfPullRequest,
  referencesIn,
  referencesInBranch,
} from '../../shared/enrich/issue-links.ts';
import { issueNames } from '../../shared/enrich/issue-names.ts';

describe('an incident', () => {
  const issue = {
    id: 'i',
    type: 'INCIDENT',
    status: 'Waiting',
    issueKey: '7',
    createdDate: '2026-01-01T00:00:00.000Z',
  };

  it('is made of an issue of that type, on the first of its boards, with its assignees', () => {
    const rows = incidentOf(
      issue,
      [
        { boardId: 'b2', issueId: 'i' },
        { boardId: 'b1', issueId: 'i' },
      ],
      [{ issueId: 'i', assigneeId: 'ann', assigneeName: 'Ann' }],
    );

    expect(rows.map(checkRow).every((checked) => !('refused' in checked))).toBe(true);
    expect(rows[0]?.values).toMatchObject({
      id: 'i',
      incidentKey: '7',
      table: 'boards',
      scopeId: 'b1',
      status: 'OTHER',
    });
    expect(rows[1]).toEqual({
      table: 'incident_assignees',
      values: { incidentId: 'i', assigneeId: 'ann', assigneeName: 'Ann' },
    });
  });

  it('is not made of a bug', () => {
    expect(incidentOf({ ...issue, type: 'BUG' }, [], [])).toEqual([]);
  });
});

describe('references', () => {
  const names = (found: ReturnType<typeof referencesIn>) => found.map(({ name }) => name);

  it.each([
    ['APP-12: login; see also OPS-3', ['APP-12', 'OPS-3']],
    ['fixes #1, #2 and #3; mentions #4', ['1', '2', '3']],
    ['Closed: #7', ['7']],
    ['closes it, prefix #9, UTF-8x and SHA-256bit', []],
    ['xAPP-1 and APP-0', []],
    ['', []],
  ])('in "%s" are %j', (text, wanted) => {
    expect(names(referencesIn(text))).toEqual(wanted);
  });

  it.each([
    ['feature/app-12-login', ['APP-12']],
    ['12-fix-login', ['12']],
    ['fix/#12', ['12']],
    ['main', []],
  ])('in the branch "%s" are %j', (branch, wanted) => {
    expect(names(referencesInBranch(branch))).toEqual(wanted);
  });
});

describe('links', () => {
  const names = issueNames(
    [
      { id: 'jira-12', issueKey: 'APP-12' },
      { id: 'gh-1', issueKey: '1' },
      { id: 'other-1', issueKey: '1' },
      { id: 'elsewhere', issueKey: 'APP-13' },
    ],
    [
      { boardId: 'jira', issueId: 'jira-12' },
      { boardId: 'board', issueId: 'gh-1' },
      { boardId: 'repo-b', issueId: 'other-1' },
    ],
    [{ boardId: 'board', repoId: 'repo-a' }],
  );
  const pr = {
    id: 'pr',
    pullRequestKey: 5,
    baseRepoId: 'repo-a',
    title: 'APP-12',
    description: 'Fixes #1',
    headRef: 'x',
  };
  const linked = (rows: ReturnType<typeof issuesOfPullRequest>) => rows.map(({ values }) => values.issueId);

  it('lead from a pull request to issues by key in the product, by number in its own repository', () => {
    expect(linked(issuesOfPullRequest(pr, names))).toEqual(['jira-12', 'gh-1']);
    expect(linked(issuesOfPullRequest({ ...pr, baseRepoId: 'repo-b' }, names))).toEqual(['jira-12', 'other-1']);
  });

  it('do not lead to issues of no board of the product', () => {
    expect(linked(issuesOfPullRequest({ ...pr, title: 'APP-13', description: '' }, names))).toEqual([]);
  });

  it("follow the product's own pattern in the first text that matches", () => {
    const pattern = (text: string) => [...text.matchAll(/#\s*\d+/g)].map(([match]) => match);

    expect(linked(issuesOfPullRequest({ ...pr, title: 'APP-12 # 1' }, names, pattern))).toEqual(['gh-1']);
    expect(linked(issuesOfPullRequest({ ...pr, title: '#9', description: 'Fixes #1' }, names, pattern))).toEqual([]);
  });

  it('lead from a commit to its issues', () => {
    const rows = issuesOfCommit({ sha: 'c', message: 'APP-12: done\n\ncloses #1' }, ['repo-a'], names);

    expect(rows.map(({ values }) => values)).toEqual([
      { issueId: 'jira-12', commitSha: 'c' },
      { issueId: 'gh-1', commitSha: 'c' },
    ]);
  });
});

describe('accounts', () => {
  const people = [
    { id: 'u2', email: 'bob@example.com', name: 'Bob' },
    { id: 'u1', email: 'ann@example.com', name: 'Ann' },
    { id: 'u3', name: 'Ann' },
  ];

  it('belong to whom a user says, else by e-mail, else by full name, else by user name', () => {
    const rows = accountOwners(
      [
        { id: 'a1', email: 'Ann@Example.com', fullName: 'Bob' },
        { id: 'a2', fullName: 'Ann' },
        { id: 'a3', fullName: 'Nobody', userName: 'Bob' },
        { id: 'a4', email: 'ann@example.com' },
        { id: 'a5', userName: 'stranger' },
      ],
      people,
      new Map([['a4', 'u2']]),
    );

    expect(rows.map(({ values }) => [values.accountId, values.userId])).toEqual([
      ['a1', 'u1'],
      ['a2', 'u1'],
      ['a3', 'u2'],
      ['a4', 'u2'],
    ]);
  });
});
