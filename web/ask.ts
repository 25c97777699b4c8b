import * as z from 'zod';
import { heldKey } from './session.ts';

const Problem = z.object({
  title: z.string().default(''),
  code: z.string().default(''),
  detail: z.string().default(''),
});

/** Why the server did not answer as asked: its own words, with the remedy. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** How a question is asked. */
export interface Asking {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Asks the page's own server; the answer is as it came. @throws ProblemError */
export async function askRaw(path: string, { method = 'GET', body, signal }: Asking = {}): Promise<Response> {
  const key = heldKey();
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ProblemError(0, 'unreachable', 'the server does not answer; is "sluice serve" still running?');
  });
  if (response.ok) return response;
  const told = Problem.safeParse(await response.json().catch(() => ({})));
  const { code = '', detail = '', title = '' } = told.data ?? {};
  throw new ProblemError(response.status, code, detail || title || `the server answered ${response.status}`);
}

/** Asks for JSON of a shape. @throws ProblemError */
export async function ask<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  asking: Asking = {},
): Promise<z.output<Schema>> {
  const response = await askRaw(path, asking);
  const read = schema.safeParse(await response.json());
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ProblemError(response.status, 'shape', `${path}: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** Query text of what is given; what is undefined is left out. */
export const queryOf = (given: Readonly<Record<string, string | number | undefined>>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text ? `?${text}` : '';
};
