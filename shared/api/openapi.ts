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
  414: 'the address is too long',
  429: 'too many requests; Retry-After says how long to wait',
  500: 'something failed inside',
  503: 'something that it needs cannot be reached now: send it again later',
};
/** And what a POST may be answered, for its `Idempotency-Key`. */
const OF_KEYS: Readonly<Record<number, string>> = {
  409: 'what the Idempotency-Key was used for first is not done yet',
  422: 'the Idempotency-Key was used for something else',
};

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The OpenAPI 3.1 document of routes. Its schemas are JSON Schema 2020-12, so zod writes them itself. */
export function openApiOf(routes: readonly Route[]): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const each of routes) {
    const path = each.path.replaceAll('+}', '}');
    paths[path] = { ...paths[path], [each.method]: operationOf(each) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice',
      version: '1',
      description: "A team's engineering data: configure what is synced, run it, read it.",
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(Problem, 'output') },
    },
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return made;
}

function operationOf(spec: Route): Readonly<Record<string, unknown>> {
  const { method, path, role, tag, says, params, query, documented, body, answers } = spec;
  const all = { ...PROBLEMS, ...(method === 'post' && OF_KEYS) };
  const problems = Object.entries(all).filter(([status]) => role !== 'open' || ['414', '429'].includes(status));
  const key = { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } };
  return {
    operationId: `${method}${path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: [tag],
    summary: says,
    description: role === 'open' ? 'Needs no credential.' : `Needs the role ${role}.`,
    'x-role': role,
    security: role === 'open' ? [] : [{ key: [] }],
    parameters: [
      ...parametersOf(params, 'path'),
      ...parametersOf(query, 'query'),
      ...(method === 'post' ? [{ ...key, description: 'sent again with the same key, it is done once' }] : []),
    ],
    ...(takesBody(spec) && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(documented ?? body, 'input') } },
      },
    }),
    responses: {
      ...Object.fromEntries(problems.map(([status, description]) => [status, { description, content: PROBLEM }])),
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { says: description, schema, type = [] }]) => {
          const types = [type].flat();
          const content = {
            ...(schema && { 'application/json': { schema: schemaOf(schema, 'output') } }),
            ...Object.fromEntries(types.map((each) => [each, { schema: { type: 'string' } }])),
            ...(Number(status) >= 400 && PROBLEM),
          };
          return [status, { description, ...(Object.keys(content).length > 0 && { content }) }];
        }),
      ),
    },
  };
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): readonly object[] {
  if (!isDescribed(schema)) return [];
  return Object.entries(schema.shape).map(([name, of]) => {
    const { description, ...made } = z.toJSONSchema(of, { io: 'input', unrepresentable: 'any' });
    const { $schema: _, ...type } = made;
    const required = place === 'path' || !z.safeParse(of, undefined).success;
    return { name, in: place, required, schema: type, ...(description !== undefined && { description }) };
  });
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
