import type { Agent } from 'undici';
import type { Answer, Verdict } from '../plugin-sdk/answer.ts';
import type { Caps } from './caps.ts';
import { explainFailure } from './explain-failure.ts';
import { decodeText, readBody } from './read-body.ts';

/** The part of an answer that comes before its body. */
export type Head = Omit<Answer, 'body'>;

/** What came of one call: a whole answer, or why there is none (with its head, when that arrived). */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly verdict: Verdict; readonly head?: Head };

/** Makes one request; redirects are answers. */
export type Send = (url: URL) => Promise<Exchange>;

/** Binds the calls of one question: the same headers, and one signal that ends them all. */
export const sendWith =
  (
    agent: Agent,
    caps: Caps,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    method: 'GET' | 'POST' = 'GET',
  ): Send =>
  async (url) => {
    let head: Head | undefined;
    try {
      const { origin, pathname, search } = url;
      const response = await agent.request({ origin, path: pathname + search, method, headers, signal });
      const status = response.statusCode;
      head = { url: url.href, status, headers: flatten(response.headers), at: Date.now() };
      const encoding = status === 204 || status === 304 ? undefined : head.headers['content-encoding'];
      const body = decodeText(await readBody(response.body, encoding, caps.decodedBytes), status);
      return { kind: 'answered', answer: { ...head, body } };
    } catch (error) {
      return { kind: 'failed', verdict: explainFailure(error, url.origin), ...(head && { head }) };
    }
  };

const flatten = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
