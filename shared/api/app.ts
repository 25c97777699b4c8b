import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Definitions } from '../metrics/read-definitions.ts';
import type { ClockPort, MachinePort, ObjectPort, TablePort } from '../pipeline/ports.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import { includes } from './auth/caller.ts';
import { keyRoutes } from './auth/keys.ts';
import { blueprintRoutes } from './config/blueprints.ts';
import { connectionRoutes, type SecretsPort, type VendorPorts } from './config/connections.ts';
import { previewRoutes } from './config/preview.ts';
import { resourceRoutes } from './config/resources.ts';
import { dataRoutes } from './data/data.ts';
import { lineageRoutes } from './data/lineage.ts';
import { tableRoutes } from './data/tables.ts';
import { graphiteRoutes } from './graphite/routes.ts';
import { keyOf, once } from './idempotency.ts';
import type { LakeReader } from './lake/lake.ts';
import { metricRoutes } from './lake/metrics.ts';
import { sqlRoutes } from './lake/sql.ts';
import { meRoutes } from './me.ts';
import { openApiRoutes } from './openapi.ts';
import { pluginRoutes } from './plugins.ts';
import { problem, problemOf, respond } from './problem.ts';
import { type RateLimit, rateLimiter } from './rate-limit.ts';
import type { ApiEnv, Route } from './route.ts';
import { runRoutes } from './runs.ts';
import { syncedRoutes } from './synced.ts';

/** What the API works with. */
export interface ApiPorts {
  /** Whole ones, or their heads: what a plugin lacks here cannot be done here. */
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
  readonly machine: MachinePort;
  readonly clock: ClockPort;
  /** Asks vendors at once. */
  readonly vendors?: VendorPorts;
  /** Answers SQL and, with the definitions, metrics. */
  readonly lake?: LakeReader;
  readonly metrics?: Definitions;
  readonly secrets?: SecretsPort;
  /** The lines of a run's log. @throws NotFoundError */
  readonly logs?: (run: string, item?: string) => AsyncIterable<string>;
  /** Where a response cannot be streamed: answers with what is small, and leads to a file of what is not. */
  readonly spool?: (
    chunks: AsyncIterable<Uint8Array>,
    type: string,
    small: (body: Uint8Array<ArrayBuffer>) => Response,
  ) => Promise<Response>;
  /** A whole table as one Parquet file. */
  readonly parquet?: (
    table: string,
    columns: readonly string[],
  ) => Promise<{ readonly bytes: number; readonly chunks: AsyncIterable<Uint8Array> }>;
}

/** The API as a web application; who calls is told with each request (`ApiEnv`), or nobody is. */
export type Api = Hono<ApiEnv>;

/** Bodies are small: a list of scopes, a mapping. */
const LARGEST_BODY = 256 * 1024;
const LONGEST_URL = 16 * 1024;
/** A dashboard asks some dozens of questions at once; a loop gone wild is slowed down. */
const RATE: RateLimit = { burst: 1_000, perSecond: 500 };

/** Every route, below `/api/v1`; of two that fit a path, the first one answers. */
export function routesOf(ports: ApiPorts): readonly Route[] {
  const routes = [
    ...meRoutes(),
    ...runRoutes(ports),
    ...pluginRoutes(ports),
    ...connectionRoutes(ports),
    ...blueprintRoutes(ports),
    ...previewRoutes(ports),
    ...resourceRoutes(ports),
    ...syncedRoutes(ports),
    ...tableRoutes(ports),
    ...lineageRoutes(ports),
    ...sqlRoutes(ports),
    ...metricRoutes(ports),
    ...dataRoutes(ports),
    ...keyRoutes(ports),
    ...graphiteRoutes(ports),
  ];
  return [...routes, ...openApiRoutes(routes)];
}

/** Makes the API: the same app behind API Gateway and in a local server. */
export const createApi = (ports: ApiPorts): Api => appOf(ports, routesOf(ports));

/** An app that answers these routes, in the way of the whole API. */
export function appOf(ports: Pick<ApiPorts, 'table' | 'clock'>, routes: readonly Route[]): Api {
  const app: Api = new Hono<ApiEnv>();
  const waitOf = rateLimiter(ports.clock, RATE);
  app.use(async (context, next) => {
    if (context.req.url.length > LONGEST_URL)
      return respond(problem(414, 'too_long', 'the address is too long: at most 16 KiB'));
    const seconds = waitOf(context.env?.caller?.name ?? '');
    if (seconds > 0)
      return respond(problem(429, 'too_many_requests', `too many requests; wait ${seconds} s`), {
        'retry-after': String(seconds),
      });
    await next();
    context.header('x-content-type-options', 'nosniff');
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
    return undefined;
  });
  app.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: () => respond(problem(413, 'too_large', 'the body is too large: at most 256 KiB')),
    }),
  );
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  for (const each of routes) {
    const handle = handlerOf(ports, each);
    app.on(each.method.toUpperCase(), `/api/v1${honoPath(each.path)}`, handle);
    // As they were before there was a version in the path; and where Grafana's data source asks.
    if (/^\/(runs|data|graphite)\b/.test(each.path)) app.on(each.method.toUpperCase(), honoPath(each.path), handle);
  }
  app.notFound((context) =>
    context.env?.caller
      ? respond(problem(404, 'no_route', `there is no ${context.req.method} ${context.req.path}`))
      : unauthorized(),
  );
  app.onError((error) => respond(problemOf(error)));
  return app;
}

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\+\}/g, ':$1{.+}').replaceAll(/\{(\w+)\}/g, ':$1');

const unauthorized = (): Response =>
  respond(problem(401, 'unauthorized', 'send an API key or a token: Authorization: Bearer …'), {
    'www-authenticate': 'Bearer',
  });

/** The caller's role is looked at here, for every route, whatever stood before. */
const handlerOf = (ports: Pick<ApiPorts, 'table' | 'clock'>, { role, method, isIdempotent, handle }: Route) =>
  async function handler(context: Context<ApiEnv>): Promise<Response> {
    const caller = context.env?.caller;
    if (role !== 'open') {
      if (!caller) return unauthorized();
      if (!includes(caller.role, role))
        return respond(
          problem(
            403,
            'forbidden',
            `this needs the role ${role}, and "${caller.name}" is ${caller.role}: ask an admin`,
          ),
        );
    }
    const key = method === 'post' ? keyOf(context.req.header('idempotency-key')) : undefined;
    if (key === undefined || isIdempotent) return handle(context);
    const sent = { caller: caller?.name ?? '', key, path: context.req.path, body: await context.req.text() };
    return once(ports, sent, () => handle(context)).catch((error: unknown) => respond(problemOf(error)));
  };
