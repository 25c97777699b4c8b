import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { boardSprints, sprints as sprintTable } from '../../domain/ticket.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { boardId, sprintId } from './ids.ts';
import { startAt } from './paging.ts';
import { defineStream } from './stream.ts';

/** Sprints that the board shows; one of another board keeps its own origin. A Kanban board has none. */
export const sprints = defineStream({
  name: 'sprints',
  request: ({ scope }) =>
    list(`/agile/1.0/board/${scope.id}/sprint`, { state: 'active,closed,future', maxResults: 50, startAt: 0 }),
  list: 'values',
  raw: z.object({
    id: Id,
    name: Text,
    self: Text,
    state: Text,
    startDate: Time.nullish(),
    endDate: Time.nullish(),
    completeDate: Time.nullish(),
    originBoardId: Id.nullish(),
  }),
  pagination: startAt,
  extract: (sprint) => [sprint],
  key: ({ id }) => id,
  convert: (sprint, { connection, scope }) => {
    const id = sprintId(connection, sprint.id);
    return [
      row(sprintTable, {
        id,
        name: sprint.name,
        url: sprint.self,
        status: sprint.state?.toUpperCase(),
        startedDate: sprint.startDate,
        endedDate: sprint.endDate,
        completedDate: sprint.completeDate,
        originalBoardId: sprint.originBoardId ? boardId(connection, sprint.originBoardId) : undefined,
      }),
      row(boardSprints, { boardId: boardId(connection, scope.id), sprintId: id }),
    ];
  },
});
