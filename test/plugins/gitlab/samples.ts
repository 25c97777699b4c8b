import type { Samples } from '../../support/plugin-conformance.ts';

/** Somebody, as GitLab mentions them. */
export const ann = { id: 5, username: 'ann', name: 'Ann', state: 'active' };
/** Somebody else. */
export const bob = { id: 6, username: 'bob', name: 'Bob', state: 'active' };
/** A hash of 40 equal digits. */
export const sha = (digit: string): string => digit.repeat(40);

/** The project of the samples, as the API answers. */
export const project = {
  id: 42,
  path_with_namespace: 'acme/tools/app',
  web_url: 'https://gitlab.com/acme/tools/app',
  description: 'the app',
  default_branch: 'main',
  created_at: '2026-01-01T00:00:00.000Z',
  last_activity_at: '2026-02-01T00:00:00.000+02:00',
};

/** A closed issue with a label, an assignee, a milestone and time spent. */
export const issue = {
  id: 100,
  iid: 1,
  title: 'It fails',
  description: 'always',
  state: 'closed',
  issue_type: 'issue',
  severity: 'UNKNOWN',
  labels: ['bug', 'severity::high'],
  milestone: { id: 300, title: '1.0' },
  author: ann,
  assignee: bob,
  assignees: [bob, ann],
  due_date: '2026-01-20',
  web_url: 'https://gitlab.com/acme/tools/app/-/issues/1',
  time_stats: { time_estimate: 7200, total_time_spent: 5400 },
  created_at: '2026-01-02T00:00:00.000Z',
  updated_at: '2026-01-03T00:00:30.000Z',
  closed_at: '2026-01-03T00:00:30.000Z',
};

/** A merge request that was merged by fast-forward. */
export const mergeRequest = {
  id: 200,
  iid: 7,
  title: 'Mend it',
  description: 'Closes #1',
  state: 'merged',
  author: ann,
  assignees: [ann],
  reviewers: [bob],
  labels: ['type::bug'],
  source_branch: 'mend',
  target_branch: 'main',
  source_project_id: 42,
  target_project_id: 42,
  sha: sha('b'),
  merge_commit_sha: null,
  squash_commit_sha: null,
  web_url: 'https://gitlab.com/acme/tools/app/-/merge_requests/7',
  created_at: '2026-01-02T00:00:00.000Z',
  updated_at: '2026-01-03T00:00:00.000Z',
  merged_at: '2026-01-03T00:00:00.000Z',
};

const input = { id: '200', iid: 7, reviewers: [bob] };
const event = { id: 1, user: ann, created_at: '2026-01-03T00:00:00.000Z' };
const note = { id: 400, body: 'well', author: bob, system: false, created_at: '2026-01-02T10:00:00.000Z' };

/** A job that is still running. */
export const job = {
  id: 600,
  name: 'deploy',
  status: 'running',
  pipeline: { id: 500 },
  duration: null,
  queued_duration: 1.5,
  created_at: '2026-01-03T00:00:00.000Z',
  started_at: '2026-01-03T00:00:10.000Z',
};

/** A finished pipeline, as its own answer tells it. */
export const pipeline = {
  id: 500,
  sha: sha('b'),
  ref: 'main',
  status: 'success',
  source: 'push',
  web_url: 'https://gitlab.com/acme/tools/app/-/pipelines/500',
  created_at: '2026-01-03T00:00:00.000Z',
  updated_at: '2026-01-03T00:10:00.000Z',
  started_at: '2026-01-03T00:00:05.000Z',
  finished_at: '2026-01-03T00:10:00.000Z',
  duration: 595,
  queued_duration: 5,
};

/** A deployment that a job made. */
export const deployment = {
  id: 700,
  ref: 'main',
  sha: sha('b'),
  status: 'success',
  environment: { id: 1, name: 'production' },
  deployable: {
    id: 600,
    name: 'deploy',
    created_at: '2026-01-03T00:00:00.000Z',
    started_at: '2026-01-03T00:00:10.000Z',
    finished_at: '2026-01-03T00:01:10.000Z',
    duration: 60.5,
    queued_duration: 10,
    commit: { title: 'Mend it' },
  },
  created_at: '2026-01-03T00:00:00.000Z',
  updated_at: '2026-01-03T00:01:11.000Z',
};

/** A good page of every stream. */
export const samples: Samples = {
  scope: project,
  config: { issueTypeBug: 'bug', issueSeverity: 'severity(.*)', envNamePattern: '(?i)prod(.*)' },
  pages: {
    project: { body: project },
    users: { body: [{ ...ann, avatar_url: 'https://gitlab.com/a.png', public_email: 'ann@example.com' }] },
    milestones: {
      body: [{ id: 300, title: '1.0', state: 'active', start_date: '2026-01-01', due_date: '2026-02-01' }],
    },
    iterations: {
      body: [{ id: 310, title: null, state: 2, start_date: '2026-01-01', due_date: '2026-01-14' }],
    },
    issues: { body: [{ ...issue, iteration: { id: 310 } }] },
    issue_notes: { body: [note, { ...note, id: 401, system: true, body: 'closed' }], input: { id: '100', iid: 1 } },
    issue_state_events: { body: [{ ...event, state: 'closed' }], input: { id: '100', iid: 1 } },
    issue_label_events: {
      body: [
        { ...event, action: 'add', label: { name: 'bug' } },
        { ...event, id: 2, action: 'remove', label: null },
      ],
      input: { id: '100', iid: 1 },
    },
    issue_milestone_events: {
      body: [{ ...event, action: 'add', milestone: { id: 300, title: '1.0' } }],
      input: { id: '100', iid: 1 },
    },
    issue_links: { body: [{ id: 101, iid: 2, link_type: 'blocks' }], input: { id: '100', iid: 1 } },
    merge_requests: { body: [mergeRequest] },
    merge_request_details: {
      body: { ...mergeRequest, merge_user: bob, draft: false, diff_refs: { base_sha: sha('a'), head_sha: sha('b') } },
      input,
    },
    merge_request_commits: {
      body: [{ id: sha('b'), author_name: 'Ann', author_email: 'ann@example.com', authored_date: event.created_at }],
      input,
    },
    merge_request_notes: {
      body: [
        { ...note, type: 'DiffNote', position: { head_sha: sha('b') } },
        { ...note, id: 402, system: true, body: 'approved this merge request' },
        { ...note, id: 403, system: true, body: 'changed the description' },
      ],
      input,
    },
    merge_request_approvals: { body: { approved_by: [{ user: bob }] }, input },
    merge_request_closes: { body: [issue, { id: null, title: 'ABC-1' }], input },
    merge_request_diffs: { body: [{ new_path: 'a.go', diff: '@@ -1 +1,2 @@\n-a\n+b\n+c\n' }], input },
    commits: {
      body: [
        {
          id: sha('b'),
          message: 'Mend it',
          author_name: 'Ann',
          author_email: 'Ann@example.com',
          authored_date: '2026-01-02T00:00:00.000+02:00',
          parent_ids: [sha('a')],
          stats: { additions: 3, deletions: 1, total: 4 },
        },
      ],
    },
    branches: { body: [{ name: 'main', default: true, commit: { id: sha('b') } }] },
    tags: { body: [{ name: 'v1', commit: { id: sha('b') }, created_at: '2026-01-04T00:00:00.000Z' }] },
    releases: {
      body: [{ tag_name: 'v1', name: 'One', commit: { id: sha('b') }, author: ann, released_at: event.created_at }],
    },
    pipelines: { body: [pipeline] },
    child_pipelines: { body: [{ ...pipeline, id: 501, source: 'parent_pipeline' }] },
    pipeline_details: { body: pipeline, input: { pipelineId: '500' } },
    jobs: { body: [job] },
    deployments: { body: [deployment] },
  },
};
