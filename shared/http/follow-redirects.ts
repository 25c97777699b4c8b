import type { Answer, Verdict } from '../plugin-sdk/answer.ts';
import { targetBelow } from '../plugin-sdk/links.ts';
import type { Exchange, Send } from './send.ts';

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const FOR_GOOD = new Set([301, 308]);

/** The last exchange of a chain of redirects; `refusal` says why the chain was left where it stands. */
export interface Followed {
  readonly exchange: Exchange;
  readonly refusal?: Verdict;
  /** The target after the leading redirects that hold for good. */
  readonly movedTo?: string;
}

/** Follows at most five redirects, each to a place below `baseUrl`: whoever is elsewhere never sees the credential. */
export async function followRedirects(start: URL, baseUrl: string, send: Send): Promise<Followed> {
  let url = start;
  let movedTo: string | undefined;
  let forGood = true;
  for (let hop = 0; ; hop += 1) {
    const exchange = await send(url);
    const moved = movedTo === undefined ? {} : { movedTo };
    if (exchange.kind === 'failed' || !REDIRECTS.has(exchange.answer.status)) return { exchange, ...moved };
    const next = nextOf(exchange.answer, url, baseUrl);
    if (next.kind !== 'next') return { exchange, refusal: next, ...moved };
    if (hop === MAX_REDIRECTS)
      return { exchange, refusal: { kind: 'permanent', reason: `more than ${MAX_REDIRECTS} redirects` } };
    forGood &&= FOR_GOOD.has(exchange.answer.status);
    if (forGood) movedTo = next.target;
    url = next.url;
  }
}

function nextOf(answer: Answer, from: URL, baseUrl: string): Verdict | { kind: 'next'; url: URL; target: string } {
  const location = answer.headers.location;
  if (location === undefined || !URL.canParse(location, from.href))
    return { kind: 'transient', reason: `${answer.status} without a readable location` };
  const url = new URL(location, from);
  const target = targetBelow(baseUrl, url.href);
  if (target !== undefined) return { kind: 'next', url, target };
  const place = url.origin === from.origin ? `${url.pathname}, outside the API` : `another origin, ${url.origin}`;
  return {
    kind: 'permanent',
    reason: `${answer.status} leads to ${place}: not followed, correct the base URL if that is the right place`,
  };
}
