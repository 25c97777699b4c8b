import * as z from 'zod';
import { configStore } from '../../config/config-store.ts';
import { parseCron } from '../../config/cron.ts';
import { nextStarts } from '../../config/next-start.ts';
import { blueprints } from '../../config/resources.ts';
import { lastRuns } from '../../pipeline/last-start.ts';
import type { ApiPorts } from '../app.ts';
import { nothing, type Route, route } from '../route.ts';
import { scheduleRoute } from './schedule.ts';
import { Starts } from './starts.ts';

const STARTS = 10;

/** `GET /blueprints/{name}/next`, `GET /schedule`. */
export const blueprintRoutes = (ports: ApiPorts): readonly Route[] => [
  scheduleRoute(ports),
  route(
    {
      ...nothing,
      method: 'get',
      path: '/blueprints/{name}/next',
      role: 'reader',
      tag: 'blueprints',
      says: "When it starts next, on its zone's clock: an hour that is skipped starts nothing, one that comes twice starts once",
      params: z.object({ name: z.string() }),
      answers: {
        200: {
          says: 'the next ten starts, and what was started last',
          schema: z.object({ starts: z.array(z.string()), lastRun: Starts.shape.lastRun }),
        },
      },
    },
    async ({ context, params }) => {
      const { cron, zone, enabled } = await configStore(ports).get(blueprints, params.name);
      const starts = enabled ? nextStarts(parseCron(cron), zone, ports.clock.now(), STARTS) : [];
      const lastRun = (await lastRuns(ports.table)).get(params.name) ?? null;
      return context.json({ starts: starts.map((at) => new Date(at).toISOString()), lastRun });
    },
  ),
];
