import { expect, test } from 'vitest';
import { parseJson } from '../../../shared/plugin-sdk/json.ts';
import { tapd } from '../../../shared/plugins/tapd/plugin.ts';
import { sampleStreams } from '../../support/plugin-conformance.ts';
import { bug, envelope, iteration, samples, story, storyChange, task } from './samples.ts';

type Row = Readonly<Record<string, unknown>>;

/** The rows of one table that a page becomes, beside everything that the samples provide. */
function rowsOf(stream: string, body: unknown, table: string, given: { config?: unknown; input?: unknown } = {}) {
  const pages = { ...samples.pages, [stream]: { ...samples.pages[stream], body } };
  const one = sampleStreams(tapd, { ...samples, config: given.config ?? {}, pages }).find(
    ({ name }) => name === stream,
  );
  const request = { target: '/', page: 1, ...(one?.sample?.input !== undefined && { input: one.sample.input }) };
  const page = one?.bound.open({ request, url: '', headers: {}, json: body, link: () => undefined });
  const { records = [], rejected = [] } = page?.extract() ?? {};
  expect(rejected).toEqual([]);
  return records.flatMap((record) =>
    one === undefined
      ? []
      : one.bound.convert(record, one.find).flatMap((row): Row[] => (row.table === table ? [row.values] : [])),
  );
}

const stories = (changes: Row, config?: unknown) =>
  rowsOf('stories', envelope([{ Story: { ...story, ...changes } }]), 'issues', { config });
const storyChanges = (changes: Row, config?: unknown) =>
  rowsOf('story_changelogs', envelope([{ WorkitemChange: { ...storyChange, ...changes } }]), 'issue_changelogs', {
    config,
  });

test('ids of 19 digits stay as they are, also where TAPD writes them as numbers', () => {
  const body = parseJson(
    `{"status":1,"data":[{"Story":{"id":1137469667001000138,"created":"2026-09-30 10:00:00","status":"planning"}}]}`,
  );

  expect(rowsOf('stories', body, 'issues')).toMatchObject([{ id: 'tapd:TapdStory:1:1137469667001000138' }]);
});

test('times without a zone are those of China', () => {
  expect(stories({})).toMatchObject([
    { createdDate: '2026-09-30T02:00:00.000Z', updatedDate: '2026-10-02T01:30:00.000Z' },
  ]);
});

test('a date is midnight in China, and 0000-00-00 is none', () => {
  expect(stories({ due: '2026-10-11', completed: '0000-00-00 00:00:00' })).toMatchObject([
    { dueDate: '2026-10-10T16:00:00.000Z', resolutionDate: undefined },
  ]);
});

test('all owners of a;b; are assigned, the first is the main one', () => {
  const body = envelope([{ Story: story }]);

  expect(rowsOf('stories', body, 'issues')).toMatchObject([{ assigneeId: 'tapd:TapdAccount:1:ann' }]);
  expect(rowsOf('stories', body, 'issue_assignees').map(({ assigneeName }) => assigneeName)).toEqual(['ann', 'bob']);
});

test.each(['--', '', null, ';'])('the owner %j is nobody', (owner) => {
  expect(stories({ owner })).toMatchObject([{ assigneeId: undefined }]);
});

test('a value is text one day and a number another', () => {
  const [asText, asNumber] = [stories({ priority: '4', size: '3' }), stories({ priority: 4, size: 3 })];

  expect(asNumber).toEqual(asText);
  expect(asText).toMatchObject([{ priority: 'High', storyPoint: 3 }]);
});

test('labels are split at |', () => {
  const body = envelope([{ Story: { ...story, label: 'a|b|a|' } }]);

  expect(rowsOf('stories', body, 'issue_labels').map(({ labelName }) => labelName)).toEqual(['a', 'b']);
});

test('hours become minutes', () => {
  expect(stories({ remain: '1.5' })).toMatchObject([{ timeRemainingMinutes: 90 }]);
  expect(rowsOf('worklogs', samples.pages.worklogs?.body, 'issue_worklogs')).toMatchObject([
    { timeSpentMinutes: 90, issueId: `tapd:TapdTask:1:${task.id}`, loggedDate: '2026-10-01T10:00:00.000Z' },
  ]);
});

test('a story without an iteration or a parent has none, rather than number 0', () => {
  const body = envelope([{ Story: { ...story, iteration_id: '0', parent_id: '0' } }]);

  expect(rowsOf('stories', body, 'sprint_issues')).toEqual([]);
  expect(rowsOf('stories', body, 'issues')).toMatchObject([{ parentIssueId: undefined }]);
});

test('a status is called what the workspace calls it, and done when nothing follows it', () => {
  const statuses = ['planning', 'developing', 'resolved'].flatMap((status) => stories({ status }));

  expect(statuses.map(({ originalStatus, status }) => [originalStatus, status])).toEqual([
    ['草稿', 'TODO'],
    ['开发中', 'IN_PROGRESS'],
    ['已解决', 'DONE'],
  ]);
});

test('once a status is mapped, what is not is OTHER', () => {
  const config = { statusMappings: { 开发中: 'in_progress' } };

  expect([...stories({}, config), ...stories({ status: 'resolved' }, config)].map(({ status }) => status)).toEqual([
    'IN_PROGRESS',
    'OTHER',
  ]);
});

test('types are mapped by what they are called, in capitals; a story of an unknown type is a requirement', () => {
  const config = { typeMappings: { 需求: 'feature', BUG: 'incident' } };

  expect(stories({}, config)).toMatchObject([{ type: 'FEATURE', originalType: '需求' }]);
  expect(stories({ workitem_type_id: '9' }, config)).toMatchObject([{ type: 'REQUIREMENT', originalType: '' }]);
  expect(rowsOf('bugs', envelope([{ Bug: bug }]), 'issues', { config })).toMatchObject([{ type: 'INCIDENT' }]);
});

test('a bug that was resolved before it was written down has no lead time', () => {
  const body = envelope([{ Bug: { ...bug, resolved: '2026-09-30 08:00:00' } }]);

  expect(rowsOf('bugs', body, 'issues')).toMatchObject([{ leadTimeMinutes: undefined }]);
  expect(rowsOf('bugs', envelope([{ Bug: bug }]), 'issues')).toMatchObject([{ leadTimeMinutes: 1439 }]);
});

test('a task is a child of its story', () => {
  expect(rowsOf('tasks', envelope([{ Task: task }]), 'issues')).toMatchObject([
    { parentIssueId: `tapd:TapdStory:1:${story.id}`, status: 'IN_PROGRESS', description: 'on paper' },
  ]);
});

test('a due date is read from the field that the mapping names', () => {
  const config = { storyDueDateField: 'custom_field_one' };

  expect(stories({}, config)).toMatchObject([{ dueDate: '2026-12-23T16:00:00.000Z' }]);
  expect(stories({ custom_field_one: 'soon' }, config)).toMatchObject([{ dueDate: undefined }]);
});

test('a tag tells where an issue came from', () => {
  expect(stories({ label: 'web|ops' }, { originTags: '^ops$' })).toMatchObject([{ origin: 'ops' }]);
});

test('a change is a row a field: statuses by name, iterations and people by id', () => {
  expect(storyChanges({})).toMatchObject([
    { originalFromValue: '草稿', originalToValue: '开发中', fromValue: 'TODO', toValue: 'IN_PROGRESS' },
    {
      fieldName: 'assignee',
      originalFromValue: '',
      originalToValue: 'tapd:TapdAccount:1:ann,tapd:TapdAccount:1:bob',
    },
    { fieldName: 'Sprint', originalToValue: `tapd:TapdIteration:1:${iteration.id}`, toValue: 'Sprint 1' },
  ]);
});

test('a field that one change names twice has two rows', () => {
  const field = { field: 'name', value_before: 'a', value_after: 'b' };

  expect(storyChanges({ field_changes: [field, field] }).map(({ id }) => id)).toEqual([
    'tapd:TapdStoryChangelog:1:1137469667001000900:name',
    'tapd:TapdStoryChangelog:1:1137469667001000900:name:2',
  ]);
});

test('the fields of a change come as a list, as JSON in a text, as objects of fields, and as escaped text', () => {
  const field = { field: 'status', value_before: 'planning', value_after: 'resolved' };
  const asObject = {
    field: 'x',
    value_before_parsed: { status: 'planning' },
    value_after_parsed: '{"status":"resolved"}',
  };
  const escaped = {
    field: 'status',
    value_before_parsed: '\\u8349\\u7a3f',
    value_after_parsed: '\\u5df2\\u89e3\\u51b3',
  };
  const forms = [
    { field_changes: [field] },
    { field_changes: JSON.stringify([field]) },
    { field_changes: null, changes: JSON.stringify([field]) },
    { field_changes: { 0: field } },
    { field_changes: [asObject] },
    { field_changes: [escaped] },
  ].map((form) => storyChanges(form));

  for (const rows of forms)
    expect(rows).toMatchObject([
      { fieldName: 'status', originalFromValue: '草稿', originalToValue: '已解决', fromValue: 'TODO', toValue: 'DONE' },
    ]);
});

test('what a step of a workflow changed beside the issue is left out', () => {
  const steps = [
    { field: 'owner', value_after: 'ann', step_id: '7' },
    { field: 'name', value_after: 'x', step_id: '0' },
  ];

  expect(storyChanges({ field_changes: steps }).map(({ fieldId }) => fieldId)).toEqual(['name']);
  expect(storyChanges({ change_type: 'step_change' })).toEqual([]);
});

test('of two iterations of one name, the one is meant that went on when the change was made', () => {
  const again = { ...iteration, id: '1137469667001000999', startdate: '2027-01-04', enddate: '2027-01-15' };
  const pages = { ...samples.pages, iterations: { body: envelope([{ Iteration: iteration }, { Iteration: again }]) } };
  const one = sampleStreams(tapd, { ...samples, pages }).find(({ name }) => name === 'story_changelogs');
  const sprintAt = (created: string) => {
    const json = envelope([{ WorkitemChange: { ...storyChange, created } }]);
    const page = one?.bound.open({
      request: { target: '/', page: 1 },
      url: '',
      headers: {},
      json,
      link: () => undefined,
    });
    const rows = page?.extract().records.flatMap((record) => one?.bound.convert(record, one.find) ?? []);
    return rows?.find(({ values }) => values.fieldName === 'Sprint')?.values.originalToValue;
  };

  expect(sprintAt('2026-10-01 12:00:00')).toBe(`tapd:TapdIteration:1:${iteration.id}`);
  expect(sprintAt('2026-12-30 12:00:00')).toBe('tapd:TapdIteration:1:1137469667001000999');
});

test('a commit belongs to the issue that was asked about, and names its repository', () => {
  expect(rowsOf('story_commits', samples.pages.story_commits?.body, 'issue_repo_commits')).toMatchObject([
    {
      issueId: `tapd:TapdStory:1:${story.id}`,
      repoUrl: 'https://gitlab.com/acme/ee/tapd-test.git',
      host: 'gitlab.com',
      namespace: 'acme/ee',
      repoName: 'tapd-test',
    },
  ]);
});

test('an empty map of statuses is an empty list', () => {
  expect(rowsOf('story_status', envelope([]), 'issues')).toEqual([]);
});
