import type { Samples } from '../../support/plugin-conformance.ts';

/** Wraps rows as TAPD does: each in its kind, all of them in an envelope. */
export const envelope = (data: unknown) => ({ status: 1, data, info: 'success' });

/** A workspace, as the API describes it. */
export const workspace = {
  id: '37469667',
  name: 'Checkout',
  status: 'normal',
  created: '2026-09-01 00:30:00',
  creator: 'ann',
};

/** A story with everything that becomes a row. */
export const story = {
  id: '1137469667001000138',
  workitem_type_id: '1137469667001000011',
  name: 'Pay by invoice',
  description: '<p>long</p>',
  status: 'developing',
  owner: 'ann;bob;',
  creator: 'ann',
  created: '2026-09-30 10:00:00',
  modified: '2026-10-02 09:30:00',
  completed: null,
  due: '2026-10-11',
  iteration_id: '1137469667001000077',
  parent_id: '0',
  size: '3',
  remain: '1.5',
  priority: '4',
  feature: '',
  label: 'a|b',
  custom_field_one: '2026-12-24',
};

/** A bug that was resolved. */
export const bug = {
  id: '1137469667001000201',
  title: 'Total is wrong',
  status: 'closed',
  severity: 'serious',
  priority: 'high',
  reporter: 'bob',
  current_owner: 'ann;',
  created: '2026-10-01 08:00:00',
  modified: '2026-10-02 08:00:00',
  resolved: '2026-10-02 07:59:30',
  iteration_id: '0',
  label: '',
};

/** A task of the story. */
export const task = {
  id: '1137469667001000301',
  name: 'Print it',
  description: 'on paper',
  status: 'progressing',
  owner: 'bob;',
  creator: 'ann',
  created: '2026-10-01 08:00:00',
  modified: '2026-10-01 09:00:00',
  completed: '',
  due: null,
  story_id: '1137469667001000138',
  iteration_id: '0',
  priority: '',
  label: '',
};

/** An iteration that is over. */
export const iteration = {
  id: '1137469667001000077',
  name: 'Sprint 1',
  workspace_id: '37469667',
  startdate: '2026-09-28',
  enddate: '2026-10-09',
  status: 'done',
  modified: '2026-10-10 10:00:00',
  completed: '2026-10-10 10:00:00',
};

/** A change of a story, as the list of a day gives it. */
export const storyChange = {
  id: '1137469667001000900',
  creator: 'bob',
  created: '2026-10-01 12:00:00',
  change_type: 'manual_update',
  changes: '[]',
  field_changes: [
    {
      field: 'status',
      value_before: 'planning',
      value_after: 'developing',
      value_before_parsed: '草稿',
      value_after_parsed: '开发中',
    },
    { field: 'owner', value_before_parsed: '--', value_after_parsed: 'ann;bob;' },
    { field: 'iteration_id', value_before_parsed: '--', value_after_parsed: 'Sprint 1' },
  ],
  story_id: story.id,
};

const commit = {
  id: '1137469667001000138',
  commit_id: '0d55ae5b75b08ef8f657f95cd15d48ee8fcedc10',
  web_url: 'https://gitlab.com/acme/ee/tapd-test',
  hook_project_name: 'Tapd Test',
};

/** A good page of every stream. */
export const samples: Samples = {
  scope: { Workspace: workspace },
  config: {},
  pages: {
    workspace: { body: envelope({ Workspace: workspace }) },
    users: { body: envelope([{ UserWorkspace: { user: 'ann', name: 'Ann', email: 'ann@example.com' } }]) },
    workitem_types: {
      body: envelope([{ WorkitemType: { id: story.workitem_type_id, entity_type: 'story', name: '需求' } }]),
    },
    story_status: { body: envelope({ planning: '草稿', developing: '开发中', resolved: '已解决' }) },
    story_status_last_steps: { body: envelope({ resolved: '已解决' }) },
    bug_status: { body: envelope({ new: '新', closed: '已关闭' }) },
    bug_status_last_steps: { body: envelope({ closed: '已关闭' }) },
    iterations: { body: envelope([{ Iteration: iteration }]) },
    stories: { body: envelope([{ Story: story }]) },
    bugs: { body: envelope([{ Bug: bug }]) },
    tasks: { body: envelope([{ Task: task }]) },
    story_changelogs: { body: envelope([{ WorkitemChange: storyChange }]) },
    bug_changelogs: {
      body: envelope([
        {
          BugChange: {
            id: '1137469667001000910',
            bug_id: bug.id,
            author: 'bob',
            field: 'status',
            old_value: 'new',
            new_value: 'closed',
            created: '2026-10-02 08:00:00',
          },
        },
      ]),
    },
    task_changelogs: {
      body: envelope([
        {
          WorkitemChange: {
            id: '1137469667001000920',
            creator: 'bob',
            created: '2026-10-01 09:00:00',
            field_changes: [
              {
                field: 'status',
                value_before: 'open',
                value_after: 'progressing',
                value_before_parsed: '未开始',
                value_after_parsed: '进行中',
              },
            ],
            task_id: task.id,
          },
        },
      ]),
    },
    worklogs: {
      body: envelope([
        {
          Timesheet: {
            id: '1137469667001000026',
            entity_type: 'task',
            entity_id: task.id,
            timespent: '1.5',
            spentdate: '2026-10-01',
            owner: 'bob',
            created: '2026-10-01 18:00:00',
            memo: 'printed',
          },
        },
      ]),
    },
    story_commits: { body: envelope([commit]), input: { id: story.id } },
    bug_commits: { body: envelope([commit]), input: { id: bug.id } },
    task_commits: { body: envelope([commit]), input: { id: task.id } },
    story_bugs: {
      body: envelope([{ workspace_id: 37469667, story_id: story.id, bug_id: bug.id }]),
      input: { id: story.id },
    },
  },
};
