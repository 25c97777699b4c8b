import type { Samples } from '../../support/plugin-conformance.ts';

/** Somebody, as GitHub mentions them. */
export const ann = { id: 7, login: 'ann', type: 'User' };
/** Somebody else. */
export const bob = { id: 8, login: 'bob', type: 'User' };

/** A hash of 40 equal digits. */
export const sha = (digit: string): string => digit.repeat(40);

/** The repository of the samples, as the API answers. */
export const repository = {
  id: 1,
  name: 'hello',
  full_name: 'octo/hello',
  html_url: 'https://github.com/octo/hello',
  description: 'greets',
  owner: ann,
  language: 'Go',
  default_branch: 'main',
  parent: { html_url: 'https://github.com/upstream/hello' },
  created_at: '2020-01-01T00:00:00Z',
  updated_at: '2020-02-01T00:00:00Z',
};

/** An issue, closed, with a label, an assignee and a milestone. */
export const issue = {
  id: 100,
  number: 1,
  title: 'It fails',
  body: 'first line\r\nsecond',
  state: 'closed',
  html_url: 'https://github.com/octo/hello/issues/1',
  user: ann,
  labels: [{ name: 'bug' }],
  assignee: bob,
  assignees: [bob, ann],
  milestone: { id: 300, number: 1 },
  created_at: '2020-01-01T00:00:00Z',
  updated_at: '2020-01-03T00:00:00Z',
  closed_at: '2020-01-02T00:01:59Z',
};

/** A merged pull request. */
export const pull = {
  id: 200,
  number: 2,
  title: 'Mend it',
  body: 'fixes #1',
  state: 'closed',
  html_url: 'https://github.com/octo/hello/pull/2',
  user: ann,
  labels: [{ name: 'type/bug' }],
  assignees: [ann, bob],
  requested_reviewers: [bob],
  draft: false,
  head: { ref: 'mend', sha: sha('b'), repo: { id: 9 } },
  base: { ref: 'main', sha: sha('a'), repo: { id: 1 } },
  merge_commit_sha: sha('c'),
  created_at: '2020-01-01T00:00:00Z',
  updated_at: '2020-01-04T00:00:00Z',
  closed_at: '2020-01-03T00:00:00Z',
  merged_at: '2020-01-03T00:00:00Z',
};

/** A comment in the conversation of issue 1. */
export const comment = {
  id: 400,
  html_url: 'https://github.com/octo/hello/issues/1#issuecomment-400',
  issue_url: 'https://api.github.com/repos/octo/hello/issues/1',
  user: bob,
  body: 'me too',
  created_at: '2020-01-01T01:00:00Z',
  updated_at: '2020-01-01T02:00:00Z',
};

/** A run that is over. */
export const run = {
  id: 500,
  name: 'Tests',
  display_title: 'Mend it',
  html_url: 'https://github.com/octo/hello/actions/runs/500',
  head_branch: 'main',
  head_sha: sha('c'),
  status: 'completed',
  conclusion: 'success',
  created_at: '2020-01-03T00:00:00Z',
  run_started_at: '2020-01-03T00:00:05Z',
  updated_at: '2020-01-03T00:01:05Z',
};

/** A job of that run. */
export const job = {
  id: 510,
  run_id: 500,
  name: 'deploy',
  status: 'completed',
  conclusion: 'failure',
  started_at: '2020-01-03T00:00:10Z',
  completed_at: '2020-01-03T00:00:40Z',
  steps: [
    { name: 'Set up', number: 1, status: 'completed', conclusion: 'success', started_at: null, completed_at: null },
  ],
};

/** A review of the pull request. */
export const review = {
  id: 600,
  user: bob,
  body: 'good',
  state: 'APPROVED',
  commit_id: sha('b'),
  submitted_at: '2020-01-02T00:00:00Z',
};

/** A comment on a line of it. */
export const lineComment = {
  id: 610,
  pull_request_url: 'https://api.github.com/repos/octo/hello/pulls/2',
  pull_request_review_id: 600,
  user: bob,
  body: 'why?',
  commit_id: sha('b'),
  created_at: '2020-01-02T00:00:00Z',
  updated_at: '2020-01-02T00:00:00Z',
};

/** A commit with a linked author and a committer that GitHub does not know. */
export const commit = {
  sha: sha('c'),
  commit: {
    message: 'mend it',
    author: { name: 'Ann', email: 'ann@example.com', date: '2020-01-02T00:00:00Z' },
    committer: { name: 'Bot', email: 'Bot@Example.com', date: '2020-01-03T00:00:00Z' },
  },
  author: ann,
  committer: {},
  parents: [{ sha: sha('a') }],
};

/** A deployment of it. */
export const deployment = {
  id: 700,
  node_id: 'DE_7',
  sha: sha('c'),
  ref: 'main',
  environment: 'Production-EU',
  original_environment: 'Production-EU',
  created_at: '2020-01-03T00:00:00Z',
  updated_at: '2020-01-03T00:10:00Z',
};

/** A release of it. */
export const release = {
  id: 800,
  node_id: 'RE_8',
  tag_name: 'v1',
  target_commitish: 'main',
  name: 'One',
  body: 'notes',
  html_url: 'https://github.com/octo/hello/releases/tag/v1',
  draft: false,
  prerelease: true,
  author: ann,
  created_at: '2020-01-03T00:00:00Z',
  published_at: '2020-01-03T01:00:00Z',
};

const ofPull = { input: { id: '200', number: 2, requestedReviewers: [ann] } };

/** A page of every stream. */
export const samples: Samples = {
  scope: repository,
  config: { issueTypeBug: '^bug$', prType: 'type/(.*)$', prBodyClosePattern: '(?mi)fix(es)? #\\d+' },
  pages: {
    repository: { body: repository },
    milestones: {
      body: [
        { id: 300, title: 'v1', url: 'https://api.github.com/m', state: 'open', created_at: '2020-01-01T00:00:00Z' },
      ],
    },
    labels: { body: [{ id: 310, name: 'bug', description: null }] },
    issues: { body: [issue] },
    issue_comments: { body: [comment] },
    issue_events: {
      body: [{ id: 900, event: 'closed', actor: ann, issue: { id: 100 }, created_at: '2020-01-02T00:01:59Z' }],
    },
    pull_requests: { body: [pull] },
    pull_request_details: { ...ofPull, body: { id: 200, number: 2, additions: 5, deletions: 3, merged_by: bob } },
    pull_request_commits: { ...ofPull, body: [commit] },
    pull_request_files: { ...ofPull, body: [{ filename: 'src/app.min.js', additions: 4, deletions: 1 }] },
    pull_request_reviews: { ...ofPull, body: [review] },
    pull_request_review_comments: { body: [lineComment] },
    commits: { body: [commit] },
    commit_details: {
      body: {
        sha: sha('c'),
        stats: { additions: 4, deletions: 2 },
        files: [{ filename: 'src/app.go', additions: 4, deletions: 2 }],
      },
      input: { sha: sha('c') },
    },
    branches: { body: [{ name: 'main', commit: { sha: sha('c') }, protected: true }] },
    tags: { body: [{ name: 'v1', commit: { sha: sha('c') } }] },
    releases: { body: [release] },
    latest_release: { body: release },
    workflow_runs: { body: { total_count: 1, workflow_runs: [run] } },
    workflow_jobs: { body: { total_count: 1, jobs: [job] }, input: { runId: '500' } },
    deployments: { body: [deployment] },
    deployment_statuses: {
      body: [
        { state: 'in_progress', created_at: '2020-01-03T00:05:00Z' },
        { state: 'success', created_at: '2020-01-03T00:10:00Z' },
      ],
      input: { deploymentId: '700' },
    },
    accounts: {
      body: { ...ann, name: 'Ann', email: null, avatar_url: '', created_at: '2010-01-01T00:00:00Z' },
      input: { login: 'ann' },
    },
    account_orgs: { body: [{ login: 'one' }, { login: 'two' }], input: { login: 'Ann' } },
  },
};
