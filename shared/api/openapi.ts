import { OpenAPIHono as Documented, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import * as z from 'zod';
import { isDescribed, nothing, type Route, route, takesBody } from './route.ts';

const Problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().meta({ description: 'what is wrong, and how to mend it' }),
  errors: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })).optional(),
});

/** Answers that any route may give, RFC 9457. */
const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'it cannot be understood; `errors` says where',
  401: 'no credential, or one that is not known any more',
  403: "the caller's role is too weak",
  404: 'there is no such thing',
  413: 'the body is too large',
  429: 'too many requests; Retry-After says how long to wait',
  500: 'something failed inside',
};

/** The OpenAPI 3.1 document of routes. */
export function openApiOf(routes: readonly Route[]): ReturnType<OpenAPIHono['getOpenAPI31Document']> {
  const app = new Documented();
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  for (const each of routes) app.openAPIRegistry.registerPath(configOf(each));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Sluice',
      version: '1',
      description: "A team's engineering data: configure what is synced, run it, read it.",
    },
    servers: [{ url: '/api/v1' }],
  });
}

function configOf(spec: Route): RouteConfig {
  const { method, path, role, tag, says, params, query, documented, body, answers } = spec;
  const problems = Object.entries(PROBLEMS).filter(([status]) => role !== 'open' || status === '429');
  return {
    method,
    path: path.replaceAll('+}', '}'),
    tags: [tag],
    summary: says,
    description: role === 'open' ? 'Needs no credential.' : `Needs the role ${role}.`,
    ...(role !== 'open' && { security: [{ key: [] }] }),
    request: {
      ...(isDescribed(params) && { params }),
      ...(isDescribed(query) && { query }),
      ...(takesBody(spec) && {
        body: { required: true, content: { 'application/json': { schema: documented ?? body } } },
      }),
      ...(method === 'post' && {
        headers: z.object({
          'idempotency-key': z.string().optional().meta({ description: 'sent again, it is done once' }),
        }),
      }),
    },
    responses: {
      ...Object.fromEntries(
        problems.map(([status, description]) => [
          status,
          { description, content: { 'application/problem+json': { schema: Problem } } },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { says: description, schema, type }]) => [
          status,
          {
            description,
            ...(schema && { content: { 'application/json': { schema } } }),
            ...(type !== undefined && { content: { [type]: { schema: z.string() } } }),
          },
        ]),
      ),
    },
  };
}

/** `GET /openapi.json`, `GET /docs`. */
export function openApiRoutes(routes: readonly Route[]): readonly Route[] {
  const shared = { ...nothing, method: 'get' as const, role: 'reader' as const, tag: 'service' };
  // It is some milliseconds of work, and rarely asked for.
  let made: ReturnType<typeof openApiOf> | undefined;
  return [
    route(
      {
        ...shared,
        path: '/openapi.json',
        says: 'This document, OpenAPI 3.1',
        answers: { 200: { says: 'it', schema: z.record(z.string(), z.unknown()) } },
      },
      ({ context }) => {
        made ??= openApiOf(routes);
        return context.json(made);
      },
    ),
    route(
      {
        ...shared,
        path: '/docs',
        says: 'The same for people',
        answers: { 200: { says: 'a page', type: 'text/html' } },
      },
      ({ context }) =>
        context.html(pageOf(routes), 200, {
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        }),
    ),
  ];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function pageOf(routes: readonly Route[]): string {
  const rows = routes.map(
    ({ method, path, role, says }) =>
      `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${escaped(path)}</code></td><td>${role}</td><td>${escaped(says)}</td></tr>`,
  );
  const style =
    'body{font:16px/1.5 system-ui;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}td,th{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid #8884}table{border-collapse:collapse}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sluice: the API</title><style>${style}</style><h1>The API</h1><p>Below <code>/api/v1</code>. All shapes: <a href="openapi.json">openapi.json</a>.</p><table><tr><th>Method<th>Path<th>Role<th>What it does</tr>${rows.join('')}</table></html>`;
}
