import { errors } from 'undici';
import { PermanentError, RetryableError } from '../errors.ts';
import type { Verdict } from '../plugin-sdk/answer.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name has no address: is the base URL right?',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the host',
  ETIMEDOUT: 'timeout: not connected in time',
  UND_ERR_CONNECT_TIMEOUT: 'timeout: not connected in time',
  UND_ERR_HEADERS_TIMEOUT: 'timeout: no headers in time',
  UND_ERR_BODY_TIMEOUT: 'timeout: the body stood still',
  UND_ERR_SOCKET: 'cut off: the connection closed before the answer was complete',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut off: the body is not as long as its content-length',
  UND_ERR_HEADERS_OVERFLOW: 'malformed: the headers are too large',
  Z_BUF_ERROR: 'cut off: the compressed body ends too early',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is self-signed: name its issuer in NODE_EXTRA_CA_CERTS',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed: name its issuer in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate has an unknown issuer: name it in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate has an unknown issuer: name it in NODE_EXTRA_CA_CERTS',
};

/** What a call that brought no whole answer means; `origin` says who was called. */
export function explainFailure(error: unknown, origin: string): Verdict {
  const own = ownError(error);
  if (own) return { kind: own.retryable ? 'transient' : 'permanent', reason: `${origin}: ${own.message}` };
  const code = codeOf(error);
  if (code === 'UND_ERR_INVALID_ARG')
    return { kind: 'permanent', reason: `${origin}: the request cannot be sent: ${messageOf(error)}` };
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (error instanceof errors.HTTPParserError) return { kind: 'transient', reason: `${origin}: malformed: not HTTP` };
  return { kind: 'transient', reason: `${origin}: ${reason ?? describe(code, messageOf(error))}` };
}

function describe(code: string, message: string): string {
  if (/^(Z_|ERR_BROTLI|ERR__ERROR|ZSTD_|ERR_ZSTD)/.test(code))
    return `malformed: the body cannot be decompressed (${code})`;
  return code ? `${message} (${code})` : message;
}

function ownError(error: unknown): PermanentError | RetryableError | undefined {
  if (error instanceof PermanentError || error instanceof RetryableError) return error;
  return error instanceof Error && error.cause !== undefined ? ownError(error.cause) : undefined;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
