import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ClockPort, TablePort } from '../pipeline/ports.ts';
import { callerId, includes } from './auth/caller.ts';
import { conditional } from './conditional.ts';
import { gzip } from './gzip.ts';
import { keyOf, once } from './idempotency.ts';
import { problem, problemOf, respond } from './problem.ts';
import { type RateLimit, rateLimiter } from './rate-limit.ts';
import type { ApiEnv, Route } from './route.ts';
import { toldWhere } from './told-where.ts';

/** What any app works with. */
export interface AppPorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
}

/** The API as a web application; who calls is told with each request (`ApiEnv`), or nobody is. */
export type Api = Hono<ApiEnv>;

/** Bodies are small: a list of scopes, a mapping. */
const LARGEST_BODY = 256 * 1024;
const LONGEST_URL = 16 * 1024;
/** A dashboard asks some dozens of questions at once; a loop gone wild is slowed down. */
const RATE: RateLimit = { burst: 1_000, perSecond: 500 };

/** An app that answers these routes, in the way of the whole API. */
export function appOf(ports: AppPorts, routes: readonly Route[]): Api {
  const app: Api = new Hono<ApiEnv>();
  const waitOf = rateLimiter(ports.clock, RATE);
  app.use(async (context, next) => {
    if (context.req.url.length > LONGEST_URL)
      return respond(problem(414, 'too_long', 'the address is too long: at most 16 KiB'));
    const seconds = waitOf(callerId(context.env?.caller));
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
  app.use(gzip);
  app.use(toldWhere);
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  for (const each of routes) {
    const handle = handlerOf(ports, each);
    for (const path of pathsOf(each)) app.on(each.method.toUpperCase(), path, handle);
  }
  // Behind all of them: what has the path, but not the method.
  for (const [path, methods] of methodsOf(routes))
    app.all(path, ({ env, req }) => notAllowed(req.method, methods, env));
  app.notFound((context) =>
    context.env?.caller
      ? respond(problem(404, 'no_route', `there is no ${context.req.method} ${context.req.path}`))
      : unauthorized(),
  );
  app.onError((error) => respond(problemOf(error)));
  return app;
}

/** As it is, and as it was before there was a version in the path; Grafana's data source asks there, too. */
const pathsOf = ({ path }: Route): readonly string[] => {
  const own = honoPath(path);
  return [`/api/v1${own}`, ...(/^\/(runs|data|graphite)\b/.test(path) ? [own] : [])];
};

function methodsOf(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, readonly string[]>();
  for (const each of routes)
    for (const path of pathsOf(each)) methods.set(path, [...(methods.get(path) ?? []), each.method.toUpperCase()]);
  return methods;
}

function notAllowed(method: string, methods: readonly string[], env: ApiEnv['Bindings'] | undefined): Response {
  if (!env?.caller) return unauthorized();
  const allow = [...new Set(methods)].toSorted().join(', ');
  return respond(problem(405, 'no_method', `it takes no ${method}; it takes ${allow}`), { allow });
}

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\+\}/g, ':$1{.+}').replaceAll(/\{(\w+)\}/g, ':$1');

const unauthorized = (): Response =>
  respond(problem(401, 'unauthorized', 'send an API key or a token: Authorization: Bearer …'), {
    'www-authenticate': 'Bearer',
  });

/** The caller's role is looked at here, for every route, whatever stood before. */
const handlerOf = (ports: AppPorts, { role, method, isIdempotent, answersSecret, handle }: Route) =>
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
    if (method === 'get') return conditional(await handle(context), context.req.header('if-none-match'));
    const key = method === 'post' ? keyOf(context.req.header('idempotency-key')) : undefined;
    if (key === undefined || isIdempotent) return handle(context);
    const { pathname, search } = new URL(context.req.url);
    const target = `${pathname.replace(/^\/api\/v1/, '')}${search}`;
    const body = await context.req.text();
    return once(
      ports,
      { caller: callerId(caller), key, method, target, body, answersSecret: answersSecret === true },
      (isAgain) => {
        context.set('isAgain', isAgain);
        return handle(context);
      },
    ).catch((error: unknown) => respond(problemOf(error)));
  };
