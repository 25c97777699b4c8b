import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { boardSprints, sprints } from '../../domain/ticket.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import { When, Words } from './fields.ts';
import { iterationId, workspaceId } from './ids.ts';
import { monthsAround, nameInMonth } from './iteration-names.ts';
import { iterationNamed } from './lookups.ts';
import { A_DAY, changedSince, listOf, pages, smaller } from './paging.ts';
import { defineStream } from './stream.ts';

const STATUS: Readonly<Record<string, string>> = { open: 'ACTIVE', done: 'CLOSED' };

/** Iterations, which become sprints. */
export const iterations = defineStream({
  name: 'iterations',
  incremental: 'since',
  overlapSeconds: A_DAY,
  request: ({ scope, since }) => listOf('/iterations', scope, changedSince(since)),
  list: 'data',
  raw: z
    .object({
      Iteration: z.object({
        id: Id,
        name: Words,
        status: Words,
        startdate: When,
        enddate: When,
        completed: When,
        modified: When,
      }),
    })
    .transform(({ Iteration }) => Iteration),
  pagination: pages,
  smaller,
  extract: (iteration) => [iteration],
  key: ({ id }) => id,
  updatedAt: ({ modified }) => modified,
  provides: ({ id, name, startdate, enddate }) =>
    name === undefined
      ? []
      : [
          iterationNamed.entry(name, id),
          ...monthsAround(startdate, enddate).map((month) => iterationNamed.entry(nameInMonth(name, month), id)),
        ],
  convert: ({ id: number, name, status, startdate, enddate, completed }, { connection, scope }) => {
    const [id, board] = [iterationId(connection, number), workspaceId(connection, scope.id)];
    return [
      row(sprints, {
        id,
        name,
        url: `https://www.tapd.cn/${scope.id}/prong/iterations/view/${number}`,
        status: STATUS[status ?? ''] ?? status,
        startedDate: startdate,
        endedDate: enddate,
        completedDate: completed,
        originalBoardId: board,
      }),
      row(boardSprints, { boardId: board, sprintId: id }),
    ];
  },
});
