import * as z from 'zod';
import { dropKey, heldKey } from './session.ts';

const Flaw = z.object({ path: z.array(z.union([z.string(), z.number()])).default([]), message: z.string() });
const Problem = z.object({
  title: z.string().default(''),
  code: z.string().default(''),
  detail: z.string().default(''),
  errors: z.array(Flaw).default([]),
});

/** What is wrong with one thing that was sent, and where it stood. */
export type Flaw = z.output<typeof Flaw>;

/** Why the server did not answer as asked: its own words, with the remedy. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly flaws: readonly Flaw[];

  constructor(status: number, code: string, message: string, flaws: readonly Flaw[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.flaws = flaws;
  }
}

/** Told to the page when its key opens nothing any more. */
export const KEY_REFUSED = 'sluice-key-refused';

/** How a question is asked. */
export interface Asking {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** The revision that is to be replaced: another one is refused. */
  readonly revision?: number;
  /** An answer that lies elsewhere is told, not followed: the page's policy lets it read from its own server only. */
  readonly prefer?: 'location';
}

/** Asks the page's own server; the answer is as it came. @throws ProblemError */
export async function askRaw(
  path: string,
  { method = 'GET', body, signal, prefer, revision }: Asking = {},
): Promise<Response> {
  const key = heldKey();
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(prefer && { prefer }),
      ...(revision !== undefined && { 'if-match': `"${revision}"` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ProblemError(0, 'unreachable', 'the server does not answer; is "sluice serve" still running?');
  });
  if (response.ok) return response;
  const told = Problem.safeParse(await response.json().catch(() => ({})));
  const { code = '', detail = '', title = '', errors = [] } = told.data ?? {};
  // Expired or revoked while the page was open: everything else would be refused, too.
  if (response.status === 401 && key !== undefined && heldKey() === key) {
    dropKey();
    dispatchEvent(new Event(KEY_REFUSED));
  }
  throw new ProblemError(response.status, code, detail || title || `the server answered ${response.status}`, errors);
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

/** What went wrong, in words. */
export const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** What is wrong with each field of a form, by the field's name; '' holds what belongs to none. */
export function flawsOf(cause: unknown, fields: readonly string[]): Readonly<Record<string, string>> {
  const flaw = cause instanceof ProblemError ? cause.flaws[0] : undefined;
  const field = flaw?.path.map(String).find((part) => fields.includes(part));
  return { [field ?? '']: (flaw?.message ?? reasonOf(cause)).replace(/^(?:scope config: )?[\w.]*: /, '') };
}

/** Query text of what is given; what is undefined is left out. */
export const queryOf = (given: Readonly<Record<string, string | number | undefined>>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text ? `?${text}` : '';
};
