import { row } from '../../domain/table.ts';
import { boards } from '../../domain/ticket.ts';
import { one } from '../../plugin-sdk/request.ts';
import { boardId } from './ids.ts';
import { Board } from './scope.ts';
import { defineStream } from './stream.ts';

/** The board itself. */
export const board = defineStream({
  name: 'board',
  request: ({ scope }) => one(`/agile/1.0/board/${scope.id}`),
  raw: Board,
  extract: (found) => [found],
  key: ({ id }) => id,
  convert: ({ id, name, self, type }, { connection }) => [
    row(boards, { id: boardId(connection, id), name, url: self, type }),
  ],
});
