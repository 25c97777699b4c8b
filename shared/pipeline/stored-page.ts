import type { RawPage } from '../contract/stored.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import { parseLinks, targetBelow } from '../plugin-sdk/links.ts';
import type { StoredPage } from '../plugin-sdk/stream.ts';

/** A raw page as streams read it. Links that lead out of the API are not there for them. @throws MalformedJsonError */
export function openPage(page: RawPage, baseUrl: string, json: unknown = parseJson(page.body)): StoredPage {
  const links = parseLinks(page.headers.link);
  return {
    request: page.request,
    url: page.url,
    headers: page.headers,
    json,
    link: (relation) => {
      const url = links.get(relation);
      return url === undefined ? undefined : targetBelow(baseUrl, url);
    },
  };
}

/** Whether a status says that what was asked for by its id is not there any more. */
export const isGone = (status: number): boolean => status === 404 || status === 410;

/** Whether a page's `next` leads to another origin, where it is never followed. */
export function hasForeignNext(page: RawPage, baseUrl: string): boolean {
  const next = parseLinks(page.headers.link).get('next');
  return next !== undefined && targetBelow(baseUrl, next) === undefined;
}
