import { HTTPException } from 'hono/http-exception';
import {
  ConflictError,
  CredentialError,
  ForeignAnswerError,
  InvalidInputError,
  NotFoundError,
  RefusedAddressError,
  SluiceError,
  UnknownFieldError,
} from '../errors.ts';

/** RFC 9457: what went wrong, where, and how to mend it. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

/** Makes a problem document. */
export const problem = (status: number, code: string, detail: string, errors?: Problem['errors']): Problem => ({
  type: 'about:blank',
  title: TITLES[status] ?? 'Error',
  status,
  code,
  detail,
  ...(errors && { errors }),
});

/** The response that carries a problem. */
export const respond = (document: Problem, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(document), {
    status: document.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

/** That this deployment cannot do something that another one can. */
export const notHere = (what: string): Response =>
  respond(problem(501, 'not_here', `${what}; the local server (sluice serve) can`));

/** What a thrown error is for the caller; the inside of an unexpected one stays inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof InvalidInputError)
    return problem(400, error instanceof UnknownFieldError ? error.fault : 'invalid_input', error.message, [
      { path: error.path, message: error.message },
    ]);
  if (error instanceof NotFoundError) return problem(404, 'not_found', error.message);
  if (error instanceof ConflictError) return problem(409, 'conflict', error.message);
  if (error instanceof CredentialError) return problem(400, 'credential', error.message);
  if (error instanceof HTTPException) return problem(error.status, 'http', error.message);
  if (error instanceof SluiceError && error.retryable) return problem(503, 'try_again', error.message);
  if (error instanceof ForeignAnswerError || error instanceof RefusedAddressError)
    return problem(400, 'address', error.message);
  return problem(500, 'internal', 'something failed inside; the log of the API tells more');
}
