import type { RawPage } from '../contract/stored.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import { parseLinks, targetBelow } from '../plugin-sdk/links.ts';
import type { StoredPage } from '../plugin-sdk/stream.ts';

/**
 * A raw page as streams read it. Links that lead out of the API are not there for them. The body is parsed when it is
 * first looked at, unless that was done before. @throws MalformedJsonError then
 */
export function openPage(
  page: Pick<RawPage, 'request' | 'url' | 'headers' | 'body'>,
  baseUrl: string,
  parsed?: unknown,
): StoredPage {
  const links = parseLinks(page.headers.link);
  let json = parsed;
  return {
    request: page.request,
    url: page.url,
    headers: page.headers,
    get json() {
      json ??= parseJson(page.body);
      return json;
    },
    link: (relation) => {
      const url = links.get(relation);
      return url === undefined ? undefined : targetBelow(baseUrl, url);
    },
  };
}

/** Whether a status says that what was asked for by its id is not there any more. */
export const isGone = (status: number): boolean => status === 404 || status === 410;

/** Whether a page's `next` leads to another origin, where it is never followed. */
export function hasForeignNext(page: Pick<RawPage, 'headers'>, baseUrl: string): boolean {
  const next = parseLinks(page.headers.link).get('next');
  return next !== undefined && targetBelow(baseUrl, next) === undefined;
}
