import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { boardSprints, sprints } from '../../domain/ticket.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { iterationId, projectId } from './ids.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

/** GitLab numbers the states. */
const STATES: Readonly<Record<number, string>> = { 1: 'upcoming', 2: 'current', 3: 'closed' };

/** Iterations of the groups above the project, which a paid plan has: sprints of its board. */
export const iterations = defineStream({
  name: 'iterations',
  request: ({ scope }) => list(`${pathOf(scope)}/iterations`, { state: 'all', per_page: PER_PAGE }),
  raw: z.object({
    id: Id,
    iid: Id.nullish(),
    title: Text,
    state: z.union([z.number(), z.string()]).nullish(),
    web_url: Text,
    start_date: Text,
    due_date: Text,
    updated_at: Time.nullish(),
  }),
  pagination: linkHeader(),
  extract: (iteration) => [iteration],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (iteration, { connection, scope }) => {
    const id = iterationId(connection, iteration.id);
    const boardId = projectId(connection, scope.id);
    const { title, start_date: startedDate, due_date: endedDate, state } = iteration;
    const sprint = row(sprints, {
      id,
      // Those of a cadence are called by their days only.
      name: title || [startedDate, endedDate].filter(Boolean).join(' – '),
      url: iteration.web_url,
      status: typeof state === 'number' ? STATES[state] : state,
      startedDate,
      endedDate,
    });
    return [sprint, row(boardSprints, { boardId, sprintId: id })];
  },
});
