import { expect, test } from 'vitest';
import { gitlab } from '../../../shared/plugins/gitlab/plugin.ts';
import { type Given, mapObjects } from '../../support/map-objects.ts';
import { ann, bob, deployment, issue, job, mergeRequest, pipeline, project, sha } from './samples.ts';

const convert = (given: Given, config: unknown = {}) => mapObjects(gitlab, project, given, { config });
const input = { id: '200', iid: 7, reviewers: [] };
const note = { id: 400, body: 'well', author: bob, created_at: '2026-01-02T10:00:00.000Z' };
const request = (stream: string, given: Readonly<Record<string, unknown>> = {}) =>
  gitlab.streams
    ?.find(({ name }) => name === stream)
    ?.bind({ connection: '1', scope: gitlab.scope?.read(project).data, config: {} })
    .first({ now: '2026-11-01T00:00:00.000Z', ...given })
    .map(({ target }) => target);
const SINCE = { since: '2026-10-01T00:00:00+02:00' };

test.each(['issues', 'merge_requests'])('%s are asked for whoever made them', (stream) => {
  expect(request(stream)?.[0]).toMatch(/[?&]scope=all(?:&|$)/);
});

test('the plus of a time is escaped', () => {
  expect(request('issues', SINCE)?.[0]).toContain('updated_after=2026-10-01T00%3A00%3A00%2B02%3A00');
});

test('a filter on updates of deployments comes with the only order that is not refused', () => {
  expect(request('deployments', SINCE)?.[0]).toMatch(/order_by=updated_at&sort=asc/);
  expect(request('deployments')?.[0]).not.toContain('updated_after');
});

test('child pipelines, which the plain list leaves out, have a list of their own', async () => {
  const child = { ...pipeline, source: 'parent_pipeline' };

  const { of } = await convert([
    ['child_pipelines', child],
    ['child_pipelines', { ...pipeline, id: 501 }],
    ['pipeline_details', child, { pipelineId: '500' }],
  ]);

  expect(request('child_pipelines')?.[0]).toContain('source=parent_pipeline');
  expect(of('cicd_pipeline_commits').map(({ pipelineId }) => pipelineId)).toEqual(['gitlab:GitlabPipeline:1:500']);
  expect(of('cicd_pipelines')).toMatchObject([{ isChild: true }]);
});

test.each([
  ['success', 'SUCCESS', 'DONE'],
  ['failed', 'FAILURE', 'DONE'],
  ['canceled', 'CANCELED', 'DONE'],
  ['running', undefined, 'IN_PROGRESS'],
  ['waiting_for_resource', undefined, 'IN_PROGRESS'],
  ['canceling', undefined, 'IN_PROGRESS'],
  ['manual', undefined, 'OTHER'],
  ['skipped', undefined, 'OTHER'],
])('a pipeline that is %s has the result %s and the status %s', async (status, result, ours) => {
  const { of } = await convert([['pipeline_details', { ...pipeline, status }, { pipelineId: '500' }]]);

  expect(of('cicd_pipelines')).toMatchObject([{ status: ours, ...(result && { result }) }]);
  expect(of('cicd_pipelines')[0]?.result).toBe(result);
});

test('of deployments only running ones are in progress', async () => {
  const { of } = await convert([
    ['deployments', { ...deployment, status: 'running' }],
    ['deployments', { ...deployment, id: 701, status: 'blocked' }],
  ]);

  expect(of('cicd_deployments').map(({ status }) => status)).toEqual(['IN_PROGRESS', 'OTHER']);
});

test('an approval is a note of the system that says just so; other notes of the system are nothing', async () => {
  const system = { ...note, system: true };

  const { of } = await convert([
    ['merge_request_notes', { ...system, body: 'approved this merge request' }, input],
    ['merge_request_notes', { ...system, id: 401, body: 'unapproved this merge request' }, input],
    ['merge_request_notes', { ...system, id: 402, body: 'approved this merge request, said bob' }, input],
    ['merge_request_notes', { ...note, id: 403, type: 'DiffNote' }, input],
  ]);

  expect(of('pull_request_comments').map(({ type, status }) => [type, status])).toEqual([
    ['REVIEW', 'APPROVED'],
    ['NORMAL', 'CHANGES_REQUESTED'],
    ['DIFF', undefined],
  ]);
});

test('comments of people who are left out are left out, whatever the case of their names', async () => {
  const { of } = await convert([['merge_request_notes', note, input]], { excludeUsers: ['BOB'] });

  expect(of('pull_request_comments')).toEqual([]);
});

test('reviewers are those who were asked and those who approved, each once', async () => {
  const { of } = await convert([
    ['merge_requests', mergeRequest],
    ['merge_request_approvals', { approved_by: [{ user: bob }, { user: ann }] }, input],
  ]);

  expect(of('pull_request_reviewers').map(({ userName }) => userName)).toEqual(['bob', 'ann']);
});

test.each([
  [{ merge_commit_sha: sha('c'), squash_commit_sha: sha('d') }, sha('c')],
  [{ squash_commit_sha: sha('d') }, sha('d')],
  [{}, sha('b')],
  [{ state: 'opened', merge_commit_sha: sha('c'), merged_at: null }, undefined],
])('the commit of a merge request with %o is %s', async (changes, expected) => {
  const { of } = await convert([['merge_requests', { ...mergeRequest, ...changes }]]);

  expect(of('pull_requests')[0]?.mergeCommitSha).toBe(expected);
});

test('a merge request is as large as the commit that it was merged as', async () => {
  const merged = { ...mergeRequest, merge_commit_sha: sha('c') };

  const { of } = await convert([
    ['merge_requests', merged],
    ['commits', { id: sha('c'), stats: { additions: 9, deletions: 4 } }],
  ]);

  expect(of('pull_requests')).toMatchObject([{ additions: 9, deletions: 4 }]);
});

test.each([
  ['merged', 'MERGED'],
  ['opened', 'OPEN'],
  ['closed', 'CLOSED'],
  ['locked', 'CLOSED'],
])('a merge request that is %s is %s', async (state, status) => {
  const { of } = await convert([['merge_requests', { ...mergeRequest, state }]]);

  expect(of('pull_requests')).toMatchObject([{ status, originalStatus: state }]);
});

test('estimates are seconds, and a severity is in upper case unless a label says another', async () => {
  const severe = { ...issue, severity: 'critical' };

  const plain = await convert([['issues', severe]]);
  const labeled = await convert([['issues', severe]], { issueSeverity: 'severity(.*)' });

  expect(plain.of('issues')).toMatchObject([
    { originalEstimateMinutes: 120, timeSpentMinutes: 90, severity: 'CRITICAL' },
  ]);
  expect(labeled.of('issues')).toMatchObject([{ severity: 'severity::high' }]);
});

test('an incident is one whatever its labels say', async () => {
  const { of } = await convert([['issues', { ...issue, issue_type: 'incident' }]], { issueTypeBug: 'bug' });

  expect(of('issues')).toMatchObject([{ type: 'INCIDENT', originalType: 'incident' }]);
});

test('opening is no event of its own, and closing and reopening change the status', async () => {
  const event = { user: ann, created_at: '2026-01-03T00:00:00.000Z' };
  const ofIssue = { id: '100', iid: 1 };

  const { of } = await convert([
    ['issue_state_events', { id: 1, state: 'closed', ...event }, ofIssue],
    ['issue_state_events', { id: 2, state: 'reopened', ...event }, ofIssue],
    ['issue_state_events', { id: 3, state: 'merged', ...event }, ofIssue],
  ]);

  expect(of('issue_changelogs').map(({ fromValue, toValue }) => [fromValue, toValue])).toEqual([
    ['TODO', 'DONE'],
    ['DONE', 'TODO'],
  ]);
});

test('times with different offsets in one object are all UTC', async () => {
  const { of } = await convert([
    ['issues', { ...issue, created_at: '2026-01-02T02:00:00.000+02:00', closed_at: '2026-01-02T01:00:00Z' }],
  ]);

  expect(of('issues')).toMatchObject([
    { createdDate: '2026-01-02T00:00:00.000Z', resolutionDate: '2026-01-02T01:00:00.000Z', leadTimeMinutes: 60 },
  ]);
});

test('a job of a pipeline that is unfinished is asked for again with the others of its pipeline', () => {
  const jobs = gitlab.streams?.find(({ name }) => name === 'jobs');
  const bound = jobs?.bind({ connection: '1', scope: gitlab.scope?.read(project).data, config: {} });

  const page = bound?.open({
    request: { target: '/', page: 1 },
    url: '',
    headers: {},
    json: [{ ...job, status: 'running', pipeline: { id: 500 } }],
    link: () => undefined,
  });

  expect(page?.again()).toMatchObject([
    { request: { target: expect.stringMatching(/^\/projects\/42\/pipelines\/500\/jobs\?include_retried=true/) } },
  ]);
});

test.each([
  [403, '/projects/42/pipelines?page=1', 'empty'],
  [403, '/projects/42/iterations?state=all', 'empty'],
  [404, '/projects/42/merge_requests/7/notes', 'empty'],
  [404, '/projects/42/repository/commits?page=1', 'empty'],
  [403, '/projects/42', undefined],
  [405, '/projects/42/issues?page=501', undefined],
])('%i for %s is read as %s', (status, target, kind) => {
  const answer = { url: '', status, headers: {}, body: '{"message":"no"}', at: 0 };

  expect(gitlab.classify?.(answer, { target })?.kind).toBe(kind);
});

test('a 429 that says when to come back is a limit, though the place may be switched off', () => {
  const answer = { url: '', status: 403, headers: { 'retry-after': '5' }, body: 'Retry later', at: 0 };

  expect(gitlab.classify?.(answer, { target: '/projects/42/pipelines' })).toBeUndefined();
});

test('a pipeline is of production only where its branch matches, a job where no pattern is given, too', async () => {
  const given: Given = [
    ['pipeline_details', pipeline, { pipelineId: '500' }],
    ['jobs', job],
  ];

  const open = await convert(given);
  const matched = await convert(given, { productionPattern: '^main$' });

  expect([open.of('cicd_pipelines')[0]?.environment, open.of('cicd_tasks')[0]?.environment]).toEqual([
    undefined,
    'PRODUCTION',
  ]);
  expect(matched.of('cicd_pipelines')[0]?.environment).toBe('PRODUCTION');
  expect(matched.of('cicd_tasks')[0]?.environment).toBeUndefined();
});
