import type { Question } from '../pipeline/ports.ts';
import type { Verdict } from '../plugin-sdk/answer.ts';
import { targetBelow } from '../plugin-sdk/links.ts';
import { refusalOf } from './guard-address.ts';
import { ACCEPT_ENCODING } from './read-body.ts';

type Headers = Readonly<Record<string, string>>;

/** What a question needs that is not in it. */
export interface Means {
  /** What the question's token stands for, in plain text; undefined when it is no longer there. */
  readonly secret: string | undefined;
  readonly allowPrivateHosts: boolean;
  readonly userAgent: string;
}

/** A request ready to be sent; `credential` are those of its headers that carry the secret. */
export interface Prepared {
  readonly kind: 'prepared';
  readonly url: URL;
  readonly headers: Headers;
  readonly credential: Headers;
}

const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** Builds the request of a question, or says why it must not be sent. */
export function prepareRequest(question: Question, means: Means): Prepared | Verdict {
  const { plugin, connection, request } = question;
  const place = connection.baseUrl.replace(/\/+$/, '') + request.target;
  const below =
    request.target.startsWith('/') && URL.canParse(place) ? targetBelow(connection.baseUrl, place) : undefined;
  const url = below === undefined ? undefined : new URL(place);
  if (!url || !/^https?:$/.test(url.protocol))
    return { kind: 'permanent', reason: `${request.target} is no place below ${connection.baseUrl}` };
  const credential = credentialOf(question, url, means);
  if (credential.kind !== 'headers') return credential;
  const headers = {
    accept: 'application/json',
    'user-agent': means.userAgent,
    ...lowerCase(plugin.headers),
    ...validators(question),
    ...credential.headers,
    'accept-encoding': ACCEPT_ENCODING,
  };
  return { kind: 'prepared', url, headers, credential: credential.headers };
}

function credentialOf(question: Question, url: URL, means: Means): Verdict | { kind: 'headers'; headers: Headers } {
  const { plugin, connection, token } = question;
  if (token === null) return { kind: 'headers', headers: {} };
  const refuse = (reason: string): Verdict => ({ kind: 'credential', reason });
  const { secret } = means;
  if (secret === undefined) return refuse(`the token ${token} of ${connection.name} is no longer configured`);
  if (!plugin.auth) return refuse(`${plugin.name} takes no credential: remove the tokens of ${connection.name}`);
  if (url.protocol !== 'https:' && !means.allowPrivateHosts && !isLoopback(url.hostname))
    return refuse(`the token ${token} is never sent in the clear to ${url.origin}: use https in the base URL`);
  const headers = lowerCase(plugin.auth(secret));
  if (Object.values(headers).some((value) => UNSENDABLE.test(value)))
    return refuse(`the token ${token} of ${connection.name} holds characters that no header may carry: enter it again`);
  return { kind: 'headers', headers };
}

function validators({ validator }: Question): Headers {
  const { etag, lastModified } = validator ?? {};
  if (etag !== undefined && !UNSENDABLE.test(etag)) return { 'if-none-match': etag };
  return lastModified !== undefined && !UNSENDABLE.test(lastModified) ? { 'if-modified-since': lastModified } : {};
}

const lowerCase = (headers: Headers = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || (refusalOf(hostname.replace(/^\[|\]$/g, ''), false) ?? '').includes('loopback');
