import * as z from 'zod';
import { Reference, When, Words } from './fields.ts';
import { issueId } from './ids.ts';
import { Common, commitsOf, issueRows } from './issue-rows.ts';
import { A_DAY, changedSince, listOf, pages, smaller } from './paging.ts';
import { priorityOf, standardType, taskStatus } from './standard.ts';
import { defineStream } from './stream.ts';

const Task = z
  .object({
    Task: Common.extend({
      name: Words,
      description: Words,
      creator: Words,
      owner: Words,
      completed: When,
      story_id: Reference,
    }),
  })
  .transform((wrapped) => wrapped.Task);

/** Tasks, most of them of a story. */
export const tasks = defineStream({
  name: 'tasks',
  incremental: 'since',
  overlapSeconds: A_DAY,
  request: ({ scope, since }) => listOf('/tasks', scope, changedSince(since)),
  list: 'data',
  raw: Task,
  pagination: pages,
  smaller,
  children: (task) => [commitsOf('task', task)],
  extract: (task) => [task],
  key: ({ id }) => id,
  updatedAt: ({ modified }) => modified,
  convert: (task, { connection, scope, config }) => {
    const particulars = {
      url: `https://www.tapd.cn/${scope.id}/prong/tasks/view/${task.id}`,
      title: task.name,
      type: standardType(config, 'TASK', 'TASK'),
      originalType: 'TASK',
      status: taskStatus(task.status),
      originalStatus: task.status,
      priority: priorityOf(task.priority),
      creator: task.creator,
      owners: task.owner,
      resolutionDate: task.completed,
      dueDateField: config.taskDueDateField,
      others: {
        description: task.description,
        parentIssueId: task.story_id && issueId('story', connection, task.story_id),
      },
    };
    return issueRows('task', task, particulars, { connection, scope, config });
  },
});
