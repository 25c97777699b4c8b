import { expect, test } from 'vitest';
import { plugins } from '../../shared/plugins/index.ts';
import type { Samples } from '../support/plugin-conformance.ts';
import { samples as github } from './github/samples.ts';
import { samples as gitlab } from './gitlab/samples.ts';
import { samples as jira } from './jira/samples.ts';
import { samples as tapd } from './tapd/samples.ts';

const SAMPLES: Readonly<Record<string, Samples>> = { github, gitlab, jira, tapd };
const PULL = { GithubId: 200, Number: 2 };
const MERGE_REQUEST = { GitlabId: 200, Iid: 7 };
const OF_JIRA = { issue_id: 100, update_time: '2026-01-03T08:00:00.000+0800' };

test.each([
  ['github', 'pull_request_details', PULL],
  ['github', 'pull_request_commits', PULL],
  ['github', 'pull_request_reviews', PULL],
  ['github', 'commit_details', { Sha: 'c'.repeat(40) }],
  ['github', 'workflow_jobs', { ID: 500 }],
  ['github', 'accounts', { Login: 'ann' }],
  ['github', 'account_orgs', { Login: 'ann', AccountId: 7 }],
  ['gitlab', 'merge_request_details', MERGE_REQUEST],
  ['gitlab', 'merge_request_commits', MERGE_REQUEST],
  ['gitlab', 'merge_request_notes', MERGE_REQUEST],
  ['gitlab', 'merge_request_closes', MERGE_REQUEST],
  ['gitlab', 'issue_notes', { GitlabId: 100, Iid: 1 }],
  ['gitlab', 'pipeline_details', { GitlabId: 500 }],
  ['gitlab', 'pipeline_details', { PipelineId: 500 }],
  ['jira', 'issue_changelogs', OF_JIRA],
  ['jira', 'issue_comments', OF_JIRA],
  ['jira', 'worklogs', OF_JIRA],
  ['jira', 'remotelinks', { IssueId: 100, UpdateTime: null }],
  ['jira', 'users', { AccountId: '557058:ann', Name: '' }],
  ['tapd', 'story_commits', { Id: '1137469667001000138' }],
  ['tapd', 'bug_commits', { BugId: '1137469667001000138' }],
  ['tapd', 'task_commits', { issue_id: '1137469667001000138', update_time: '2026-10-02' }],
])('%s: the input of a recorded %s is read: %o', (plugin, stream, input) => {
  const { scope, config, pages } = SAMPLES[plugin] ?? { scope: {}, config: {}, pages: {} };
  const bound = plugins
    .get(plugin)
    ?.streams?.find(({ name }) => name === stream)
    ?.bind({ connection: '1', scope, config });

  const read = (given: unknown) =>
    bound
      ?.open({
        request: { target: '/', page: 1, input: given },
        url: '',
        headers: {},
        json: pages[stream]?.body,
        link: () => undefined,
      })
      .extract().records.length;

  expect(read(input)).toBe(read(pages[stream]?.input));
  expect(read(input)).toBeGreaterThan(0);
});
