import { lookup as resolve } from 'node:dns';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { RefusedAddressError, UnreachableError } from '../errors.ts';
import { assertAllowedHost, guardLookup } from './guard-address.ts';

/** What a small document is fetched with. */
export interface FetchSmallProps {
  /** Lets addresses be private, loopback ones too, and lets the document come over plain http. @default false */
  readonly allowPrivateHosts?: boolean;
  /** @default 256 KiB */
  readonly mostBytes?: number;
  /** For all of it, from the look-up to the last byte. @default 5,000 */
  readonly milliseconds?: number;
  /** Resolves host names; its answers are checked. @default the system's */
  readonly lookup?: LookupFunction;
}

/**
 * Fetches a small public document, such as an issuer's keys: from an address that the guard allows, whole and in time or
 * not at all, without following where it leads. In the shape of `fetch`, as far as libraries use it.
 */
export function fetchSmall({
  allowPrivateHosts = false,
  mostBytes = 256 * 1024,
  milliseconds = 5_000,
  lookup = resolve,
}: FetchSmallProps = {}) {
  return (
    place: string,
    init: {
      readonly headers?: Headers | Readonly<Record<string, string>>;
      readonly signal?: AbortSignal | null | undefined;
    } = {},
  ): Promise<Response> => {
    const url = new URL(place);
    if (url.protocol !== 'https:' && !(allowPrivateHosts && url.protocol === 'http:'))
      return Promise.reject(new RefusedAddressError(`${url.origin} is refused: keys are fetched over https only`));
    const { promise, resolve: answered, reject } = Promise.withResolvers<Response>();
    const timer = setTimeout(
      () => asked.destroy(new UnreachableError(`${url.origin}: timeout: no whole answer within ${milliseconds} ms`)),
      milliseconds,
    );
    const options = {
      headers: Object.fromEntries(new Headers(init.headers)),
      lookup: guardLookup(lookup, allowPrivateHosts),
      agent: false as const,
      ...(init.signal && { signal: init.signal }),
    };
    const asked = (url.protocol === 'https:' ? overHttps : overHttp)(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > mostBytes) asked.destroy(new UnreachableError(`${url.origin}: larger than ${mostBytes} bytes`));
      });
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 500 } = response;
        const body = status === 204 || status === 304 ? null : Buffer.concat(chunks);
        answered(new Response(body, { status, headers: { 'content-type': response.headers['content-type'] ?? '' } }));
      });
    });
    try {
      assertAllowedHost(url.hostname, allowPrivateHosts);
      asked.on('error', reject).end();
    } catch (cause) {
      asked.on('error', () => {}).destroy();
      reject(cause);
    }
    return promise.finally(() => clearTimeout(timer));
  };
}
