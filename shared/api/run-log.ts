import * as z from 'zod';
import { readHead } from '../pipeline/run-head.ts';
import type { ApiPorts } from './app.ts';
import { spooled } from './data/spooled.ts';
import { bodyOf, inChunks } from './data/stream.ts';
import { notHere } from './problem.ts';
import { nothing, type Route, route } from './route.ts';

const TYPE = 'application/x-ndjson';

/** `GET /runs/{id}/logs`: what happened to a run's work. */
export const logRoutes = (ports: Pick<ApiPorts, 'table' | 'logs' | 'spool'>): readonly Route[] => [
  route(
    {
      ...nothing,
      tag: 'runs',
      method: 'get',
      path: '/runs/{id}/logs',
      role: 'reader',
      says: "A run's log, or all that happened to one item of it: one JSON object a line",
      params: z.object({ id: z.string().min(1).max(200) }),
      query: z.object({ item: z.string().min(1).max(200).exactOptional() }),
      answers: {
        200: { says: 'the lines', type: TYPE },
        303: { says: 'they are many: Location leads to a file with them, for an hour' },
      },
    },
    async ({ context, params, query }) => {
      if (!ports.logs) return notHere('this part of the deployment reads no log');
      await readHead(ports.table, params.id);
      const lines = ports.logs(params.id, query.item)[Symbol.asyncIterator]();
      // The first line tells whether there is a log at all, before anything is sent.
      const first = await lines.next();
      const all = inChunks(
        (async function* () {
          for (let line = first; !line.done; line = await lines.next()) yield `${line.value}\n`;
        })(),
      );
      context.header('content-type', TYPE);
      if (!ports.spool) return context.body(bodyOf(all));
      const answer = await spooled(all[Symbol.asyncIterator](), TYPE, ports.spool);
      return answer.kind === 'small' ? context.body(answer.body) : context.body(null, 303, { location: answer.at });
    },
  ),
];
