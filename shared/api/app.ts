import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ClockPort, MachinePort, ObjectPort, TablePort } from '../pipeline/ports.ts';
import type { PluginHead } from '../plugin-sdk/plugin.ts';
import { dataRoutes } from './data.ts';
import { problem, problemOf, respond } from './problem.ts';
import { runRoutes } from './runs.ts';

/** What the API works with. */
export interface ApiPorts {
  readonly plugins: ReadonlyMap<string, PluginHead>;
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
  readonly machine: MachinePort;
  readonly clock: ClockPort;
}

/** The API for a caller that is known, or is not. */
export type Api = (isKnown: boolean) => Hono;

/** Bodies are small: a list of scopes. */
const LARGEST_BODY = 64 * 1024;

/** Makes the API: the same app behind API Gateway and in a local server, each route also below `/api/v1`. */
export function createApi(ports: ApiPorts): Api {
  const [open, closed] = [build(ports, true), build(ports, false)];
  return (isKnown) => (isKnown ? open : closed);
}

function build(ports: ApiPorts, isKnown: boolean): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: () => respond(problem(413, 'too_large', 'the body is too large: at most 64 KiB')),
    }),
  );
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  if (!isKnown)
    app.use('*', async () => respond(problem(401, 'unauthorized', 'send the API key: Authorization: Bearer …')));
  for (const root of ['/', '/api/v1']) {
    app.route(root, runRoutes(ports));
    app.route(root, dataRoutes(ports));
  }
  app.notFound((context) => respond(problem(404, 'no_route', `there is no ${context.req.method} ${context.req.path}`)));
  app.onError((error) => respond(problemOf(error)));
  return app;
}
