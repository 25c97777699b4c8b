import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { boardSprints, sprints } from '../../domain/ticket.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { milestoneId, projectId } from './ids.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** Milestones of the project and of the groups above it, which are its board's sprints. */
export const milestones = defineStream({
  name: 'milestones',
  request: ({ scope }) => list(`${pathOf(scope)}/milestones`, { include_ancestors: true, per_page: PER_PAGE }),
  raw: z.object({
    id: Id,
    title: Text,
    state: Text,
    web_url: Text,
    start_date: Text,
    due_date: Text,
    created_at: Time.nullish(),
    updated_at: Time.nullish(),
  }),
  pagination: linkHeader(),
  extract: (milestone) => [milestone],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (milestone, { connection, scope }) => {
    const id = milestoneId(connection, milestone.id);
    const boardId = projectId(connection, scope.id);
    const sprint = row(sprints, {
      id,
      name: milestone.title,
      url: milestone.web_url,
      status: milestone.state,
      startedDate: milestone.start_date ?? milestone.created_at,
      endedDate: milestone.due_date,
    });
    return [sprint, row(boardSprints, { boardId, sprintId: id })];
  },
});
