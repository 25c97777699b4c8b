import * as z from 'zod';
import {
  ConflictError,
  CredentialError,
  InvalidInputError,
  NotFoundError,
  RefusedAddressError,
  type SluiceError,
  UnreachableError,
} from '../errors.ts';

/** A deployed Sluice, or the local server, and the key to it. */
export interface ApiTarget {
  /** Where `/api/v1` is below: `https://….execute-api.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly key: string;
}

/** One call of the API. */
export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the API answered; a refusal is thrown. */
export interface ApiAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  json(): Promise<unknown>;
  /** Its text, as it comes. @throws UnreachableError when it is cut off */
  text(): AsyncIterable<string>;
}

/** Calls a Sluice. */
export type ApiClient = (call: ApiCall) => Promise<ApiAnswer>;

/** How long the beginning of an answer may take, in milliseconds. */
const PATIENCE = 35_000;

const Problem = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })).optional(),
});

/**
 * A client of Sluice's API. A key goes over https only, or to this machine.
 *
 * @throws RefusedAddressError for another address
 */
export function apiClient({ endpoint, key }: ApiTarget): ApiClient {
  const root = rootOf(endpoint);
  return async ({ method = 'GET', path, body, headers }) => {
    const ended = AbortSignal.timeout(PATIENCE);
    const abort = new AbortController();
    const stop = () => abort.abort(ended.reason);
    ended.addEventListener('abort', stop);
    try {
      const response = await fetch(`${root}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          'user-agent': 'sluice',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        signal: abort.signal,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw refusal(response.status, await response.text(), root);
      return answerOf(response, root);
    } catch (cause) {
      if (cause instanceof TypeError || (cause instanceof Error && /Abort|Timeout/.test(cause.name)))
        throw new UnreachableError(`${root} cannot be reached: ${reasonOf(cause)}; is the endpoint right?`, { cause });
      throw cause;
    } finally {
      // What follows the head may take as long as it does.
      ended.removeEventListener('abort', stop);
    }
  };
}

function rootOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isHere = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url && !url.username && !url.password && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere)))
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  throw new RefusedAddressError(
    `"${url ? `${url.protocol}//${url.host}` : endpoint}" is no endpoint: write https://host, or http://127.0.0.1:7070 for sluice serve here`,
  );
}

const answerOf = (response: Response, root: string): ApiAnswer => ({
  status: response.status,
  header: (name) => response.headers.get(name) ?? undefined,
  json: async () => {
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new UnreachableError(`${root} does not answer as Sluice does: is the endpoint right?`, { cause });
    }
  },
  text: async function* () {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) yield decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw new UnreachableError(`the answer of ${root} was cut off: ask again`, { cause });
    }
    yield decoder.decode();
  },
});

const reasonOf = (error: Error): string =>
  error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;

function refusal(status: number, text: string, root: string): SluiceError {
  const read = Problem.safeParse(parsed(text));
  const detail = read.success ? read.data.detail : `${root} answers ${status}`;
  const path = (read.success && read.data.errors?.[0]?.path) || [];
  if (status === 401 || status === 403) return new CredentialError(detail);
  if (status === 404) return new NotFoundError(detail);
  if (status === 409) return new ConflictError(detail);
  if (status >= 500 || status === 429) return new UnreachableError(detail);
  return new InvalidInputError(detail, path);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
