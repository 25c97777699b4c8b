import { describe, expect, it } from 'vitest';
import { convert } from './convert.ts';
import { ann, bob, comment, issue, lineComment, pull, review } from './samples.ts';

const onPull = {
  ...comment,
  html_url: 'https://github.com/octo/hello/pull/2#issuecomment-400',
  issue_url: 'https://api.github.com/repos/octo/hello/issues/2',
};
const input = { id: '200', number: 2, requestedReviewers: [ann] };

describe('a comment of a conversation', () => {
  it('belongs to the issue with its number, under a kind of id of its own', async () => {
    const { of } = await convert([
      ['issue_comments', comment],
      ['issues', issue],
    ]);

    expect(of('issue_comments')).toEqual([
      {
        id: 'github:GithubIssueComment:1:400',
        issueId: 'github:GithubIssue:1:100',
        body: 'me too',
        accountId: 'github:GithubAccount:1:8',
        createdDate: '2020-01-01T01:00:00.000Z',
        updatedDate: '2020-01-01T02:00:00.000Z',
      },
    ]);
  });

  it('is a NORMAL comment of the pull request when it is on one', async () => {
    const { of, tables } = await convert([
      ['issue_comments', onPull],
      ['pull_requests', pull],
    ]);

    expect(of('pull_request_comments')[0]).toMatchObject({
      id: 'github:GithubPrComment:1:400',
      pullRequestId: 'github:GithubPullRequest:1:200',
      type: 'NORMAL',
    });
    expect(tables).not.toContain('issue_comments');
  });

  it('is a comment of the pull request, too, when its page lies below /issues/', async () => {
    const html_url = 'https://github.com/octo/hello/issues/2#issuecomment-400';
    const { of, reasons } = await convert([
      ['issue_comments', { ...onPull, html_url }],
      ['pull_requests', pull],
    ]);

    expect(reasons).toEqual([]);
    expect(of('pull_request_comments')[0]).toMatchObject({ pullRequestId: 'github:GithubPullRequest:1:200' });
  });

  it('of a number that nobody knows is refused with the reason', async () => {
    const { reasons } = await convert([
      ['issue_comments', comment],
      ['issue_comments', onPull],
    ]);

    expect(reasons).toEqual([
      expect.stringMatching(/no issue with number 1/),
      expect.stringMatching(/no pull request with number 2/),
    ]);
  });

  it('of somebody left out is left out, however the login is written', async () => {
    const { of } = await convert(
      [
        ['issue_comments', comment],
        ['issues', issue],
      ],
      { excludeUsers: ['BOB'] },
    );

    expect(of('issue_comments')).toEqual([]);
  });
});

describe('a comment on a line', () => {
  it('is a DIFF comment of its review', async () => {
    const { of } = await convert([
      ['pull_request_review_comments', lineComment],
      ['pull_requests', pull],
    ]);

    expect(of('pull_request_comments')[0]).toMatchObject({
      id: 'github:GithubPrComment:1:610',
      type: 'DIFF',
      reviewId: 'github:GithubPrReview:1:600',
      commitSha: lineComment.commit_id,
    });
  });
});

describe('a review', () => {
  it('is a REVIEW comment with its verdict, made when it was submitted', async () => {
    const { of } = await convert([['pull_request_reviews', [review], input]]);

    expect(of('pull_request_comments')).toEqual([
      {
        id: 'github:GithubPrReview:1:600',
        pullRequestId: 'github:GithubPullRequest:1:200',
        body: 'good',
        accountId: 'github:GithubAccount:1:8',
        createdDate: '2020-01-02T00:00:00.000Z',
        commitSha: review.commit_id,
        type: 'REVIEW',
        status: 'APPROVED',
      },
    ]);
  });

  it('makes its author a reviewer, beside those who were asked', async () => {
    const { of } = await convert([['pull_request_reviews', [review, { ...review, id: 601 }], input]]);

    expect(of('pull_request_reviewers').map((row) => row.userName)).toEqual(['ann', 'bob']);
  });

  it('counts when it is recorded alone', async () => {
    const { of } = await convert([['pull_request_reviews', review, { Number: 2, GithubId: 200 }]]);

    expect(of('pull_request_comments')).toHaveLength(1);
    expect(of('pull_request_reviewers').map((row) => row.userName)).toEqual([bob.login]);
  });

  it('that is pending is seen by its author only', async () => {
    const { tables } = await convert([
      ['pull_request_reviews', [{ ...review, state: 'PENDING' }], { id: '200', number: 2 }],
    ]);

    expect(tables).toEqual([]);
  });

  it('of somebody left out makes no reviewer', async () => {
    const { tables } = await convert([['pull_request_reviews', [review], { ...input, requestedReviewers: [] }]], {
      excludeUsers: ['Bob'],
    });

    expect(tables).toEqual([]);
  });
});
