import type { Context } from 'hono';
import * as z from 'zod';
import { InvalidInputError } from '../errors.ts';
import type { Caller, Role } from './auth/caller.ts';

/** What Hono hands on with each request: who calls, once that is known. */
export interface ApiEnv {
  readonly Bindings: { readonly caller?: Caller | undefined };
  readonly Variables: {
    /** Somebody sent this before with the same Idempotency-Key, and died before it was answered. */
    readonly isAgain?: boolean;
  };
}

/** How a route answers with a status: JSON of a schema, and text of other media types. */
export interface Answers {
  readonly [status: number]: {
    readonly says: string;
    readonly schema?: z.ZodType;
    readonly type?: string | readonly string[];
  };
}

/** What a route takes and answers; the OpenAPI document is made of it. */
export interface RouteSpec<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** OpenAPI's form: `/runs/{id}`; `{id+}` takes the rest of the path. */
  readonly path: string;
  /** The least role that may call it; `open` needs none. */
  readonly role: Role | 'open';
  readonly tag: string;
  readonly says: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** What the body holds, where it is checked more closely than a schema of its own would. */
  readonly documented?: z.ZodType;
  /** A POST that changes nothing, so it may be sent as often as one likes. */
  readonly isIdempotent?: true;
  /** Its answer holds a secret: it is given once, and not kept for an `Idempotency-Key`. */
  readonly answersSecret?: true;
  readonly answers: Answers;
}

const anything = z.unknown();

/** For a route that takes nothing, or nothing but what it names itself. */
export const nothing = { params: anything, query: anything, body: anything };

/** What a handler is given: the parts of the request that its schemas let pass. */
export interface Given<Params, Query, Body> {
  readonly context: Context<ApiEnv>;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** One route, as a value. */
export interface Route extends RouteSpec<z.ZodType, z.ZodType, z.ZodType> {
  readonly handle: (context: Context<ApiEnv>) => Promise<Response>;
}

/** Makes a route; the request is checked against the schemas before `work` sees it. */
export function route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  spec: RouteSpec<Params, Query, Body>,
  work: (given: Given<z.output<Params>, z.output<Query>, z.output<Body>>) => Response | Promise<Response>,
): Route {
  const handle = async (context: Context<ApiEnv>): Promise<Response> =>
    work({
      context,
      params: check(spec.params, context.req.param()),
      query: check(spec.query, flat(context.req.queries())),
      body: check(spec.body, takesBody(spec) ? jsonOf(await context.req.text()) : undefined),
    });
  return { ...spec, handle };
}

/** Whether a route reads its body as JSON. */
export const takesBody = ({ body }: { readonly body: z.ZodType }): boolean => body !== anything;

/** Whether a part of a request is described at all. */
export const isDescribed = (schema: z.ZodType): schema is z.ZodObject => schema instanceof z.ZodObject;

/** Reads what a caller sent. @throws InvalidInputError naming the place and what is wrong there */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  throw new InvalidInputError(`${path.join('.') || 'the request'}: ${issue?.message}`, path);
}

/** A parameter that is given once is text. */
const flat = (queries: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(queries).map(([name, values]) => [name, values.length > 1 ? values : values[0]]));

function jsonOf(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError('the body is not JSON; send an object, for example {"name": "…"}', [], { cause });
  }
}
