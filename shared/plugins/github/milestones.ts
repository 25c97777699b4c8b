import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { boardSprints, sprints } from '../../domain/ticket.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { milestoneId, repositoryId } from './ids.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** Milestones, which are the sprints of the repository's board; issues name theirs themselves. */
export const milestones = defineStream({
  name: 'milestones',
  request: ({ scope }) => list(`${pathOf(scope)}/milestones`, { state: 'all', per_page: PER_PAGE }),
  raw: z.object({
    id: Id,
    title: Text,
    url: Text,
    state: z.string(),
    created_at: Time.nullish(),
    updated_at: Time.nullish(),
    closed_at: Time.nullish(),
  }),
  pagination: linkHeader(),
  extract: (milestone) => [milestone],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (milestone, { connection, scope }) => {
    const id = milestoneId(connection, milestone.id);
    const boardId = repositoryId(connection, scope.id);
    const sprint = row(sprints, {
      id,
      name: milestone.title,
      url: milestone.url,
      status: milestone.state,
      // GitHub knows no start.
      startedDate: milestone.created_at,
      endedDate: milestone.closed_at,
      completedDate: milestone.closed_at,
      originalBoardId: boardId,
    });
    return [sprint, row(boardSprints, { boardId, sprintId: id })];
  },
});
