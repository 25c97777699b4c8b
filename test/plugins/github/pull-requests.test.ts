import { describe, expect, it } from 'vitest';
import { pullRequests } from '../../../shared/plugins/github/pull-requests.ts';
import { convert } from './convert.ts';
import { ann, bob, commit, issue, pull, repository, sha } from './samples.ts';

const input = { Number: 2, GithubId: 200 };

describe('a pull request', () => {
  it('is merged when it has a time of merging, with its own answer telling size and who merged', async () => {
    const details = { id: 200, number: 2, additions: 5, deletions: 3, merged_by: bob };

    const { of } = await convert([
      ['pull_requests', pull],
      ['pull_request_details', details, input],
    ]);

    expect(of('pull_requests')[0]).toMatchObject({
      id: 'github:GithubPullRequest:1:200',
      baseRepoId: 'github:GithubRepo:1:1',
      headRepoId: 'github:GithubRepo:1:9',
      status: 'MERGED',
      mergeCommitSha: sha('c'),
      mergedById: 'github:GithubAccount:1:8',
      additions: 5,
      deletions: 3,
      pullRequestKey: 2,
    });
  });

  it.each([
    ['open', 'OPEN'],
    ['closed', 'CLOSED'],
  ])('that is %s and not merged is %s and has no merge commit', async (state, status) => {
    const { of } = await convert([['pull_requests', { ...pull, state, merged_at: null }]]);

    expect(of('pull_requests')[0]?.status).toBe(status);
    expect(of('pull_requests')[0]).not.toHaveProperty('mergeCommitSha');
  });

  it('without an answer of its own has size 0', async () => {
    const { of } = await convert([['pull_requests', pull]]);

    expect(of('pull_requests')[0]).toMatchObject({ additions: 0, deletions: 0 });
  });

  it('of a deleted fork and a deleted author leaves both empty', async () => {
    const { of } = await convert([['pull_requests', { ...pull, user: null, head: { ...pull.head, repo: null } }]]);

    expect(of('pull_requests')[0]).not.toHaveProperty('headRepoId');
    expect(of('pull_requests')[0]).not.toHaveProperty('authorId');
  });

  it('has all its assignees', async () => {
    const { of } = await convert([['pull_requests', pull]]);

    expect(of('pull_request_assignees').map((row) => row.userName)).toEqual(['ann', 'bob']);
  });

  it('closes every issue that each match names, if it exists, in this repository', async () => {
    const body = 'closes #1, #3\nFixes https://github.com/octo/hello/issues/4 and fixes #99, see #5';
    const closing = '(?mi)(fix|close)e?s?[\\s]*(((, |and )?(#|https:\\/\\/github.com\\/%s\\/issues\\/)\\d+)+)';
    const numbered = [1, 3, 4, 5].map((number) => ['issues', { ...issue, id: 100 + number, number }] as const);

    const { of } = await convert([['pull_requests', { ...pull, body }], ...numbered], { prBodyClosePattern: closing });

    expect(of('pull_request_issues').map((row) => row.issueKey)).toEqual(['1', '3', '4']);
  });

  it('brings commits, under their authors as git tells them', async () => {
    const { of } = await convert([['pull_request_commits', commit, input]]);

    expect(of('pull_request_commits')).toEqual([
      {
        pullRequestId: 'github:GithubPullRequest:1:200',
        commitSha: sha('c'),
        commitAuthorName: 'Ann',
        commitAuthorEmail: 'ann@example.com',
        commitAuthoredDate: '2020-01-02T00:00:00.000Z',
      },
    ]);
  });

  it('brings the same commits whether they are recorded as a page or one by one', async () => {
    const other = { ...commit, sha: sha('d') };

    const page = await convert([['pull_request_commits', [commit, other], input]]);
    const single = await convert([
      ['pull_request_commits', commit, input],
      ['pull_request_commits', other, input],
    ]);

    expect(page.of('pull_request_commits')).toHaveLength(2);
    expect(single.of('pull_request_commits')).toEqual(page.of('pull_request_commits'));
  });

  it('needs to be known when its children are mapped', async () => {
    const { reasons } = await convert([['pull_request_commits', commit]]);

    expect(reasons).toEqual([expect.stringMatching(/^what it was asked for is not known/)]);
  });

  it('is asked for by update, newest first, once it was read whole', () => {
    const bound = pullRequests.bind({ connection: '1', scope: repository, config: {} });

    const targets = [undefined, '2020-01-01T00:00:00.000Z'].map(
      (since) => bound.first({ now: '2026-01-01T00:00:00Z', ...(since && { since }) })[0]?.target,
    );

    expect(targets).toEqual([
      '/repos/octo/hello/pulls?state=all&sort=created&direction=asc&per_page=100',
      '/repos/octo/hello/pulls?state=all&sort=updated&direction=desc&per_page=100',
    ]);
  });

  it('older than the lower bound of the list asks for nothing again', () => {
    const bound = pullRequests.bind({ connection: '1', scope: repository, config: {} });
    const children = (since: string) =>
      bound
        .open({ request: { target: '/', page: 1, since }, url: '', headers: {}, json: [pull], link: () => undefined })
        .children();

    expect(children('2020-01-04T00:00:01Z')).toEqual([]);
    expect(children(pull.updated_at)).not.toEqual([]);
  });

  it('asks for its reviews together with who was asked for one', () => {
    const bound = pullRequests.bind({ connection: '1', scope: repository, config: {} });
    const request = { target: '/', page: 1 };

    const children = bound.open({ request, url: '', headers: {}, json: [pull], link: () => undefined }).children();

    const input = { id: '200', number: 2, requestedReviewers: [{ id: '8', login: 'bob' }] };
    expect(children).toContainEqual({ stream: 'pull_request_reviews', input });
    expect(children).toContainEqual({ stream: 'accounts', input: { login: ann.login } });
  });
});
