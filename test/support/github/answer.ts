import { createHash } from 'node:crypto';
import { type Found, find } from './routes.ts';
import { REPOSITORY, type World } from './world.ts';

/** An answer before it is sent. */
export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** An error as GitHub writes it. */
export const refused = (status: number, message: string): Sent => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest', status: String(status) }),
});

/** Answers a GET below `root`: pages with `Link`, weak ETags, and 301 for a repository's former name. */
export function answer(world: World, url: URL, etag: string | undefined, root = ''): Sent {
  if (!url.pathname.startsWith(`${root}/`)) return refused(404, 'Not Found');
  const moved = movedTo(url);
  if (moved !== undefined) {
    const body = JSON.stringify({ message: 'Moved Permanently', url: moved });
    return { status: 301, headers: { ...JSON_TYPE, location: moved }, body };
  }
  const found = find(world, url.pathname.slice(root.length), url.searchParams);
  if (found.kind === 'refused') return refused(found.status, found.message);
  const { body, link } = render(found, url);
  const tag = `W/"${createHash('sha256').update(body).digest('hex')}"`;
  const headers = { ...JSON_TYPE, etag: tag, ...(link !== '' && { link }) };
  return etag === tag ? { status: 304, headers, body: '' } : { status: 200, headers, body };
}

function movedTo(url: URL): string | undefined {
  const former = `/repos/${REPOSITORY.formerName}`;
  if (url.pathname !== former && !url.pathname.startsWith(`${former}/`)) return undefined;
  return `${url.origin}/repositories/${REPOSITORY.id}${url.pathname.slice(former.length)}${url.search}`;
}

function render(found: Exclude<Found, { kind: 'refused' }>, url: URL): { body: string; link: string } {
  if (found.kind === 'one') return { body: JSON.stringify(found.json), link: '' };
  const { list } = found;
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const page = Number(url.searchParams.get('page') ?? 1);
  const count = Math.max(0, Math.min(size, list.length - (page - 1) * size));
  const items = Array.from({ length: count }, (_, i) => list.at((page - 1) * size + i));
  const json = list.envelope === undefined ? items : { total_count: list.length, [list.envelope]: items };
  return { body: JSON.stringify(json), link: linkOf(url, page, Math.ceil(list.length / size)) };
}

/** Absolute urls that name the repository by its id: they are to be followed, not built. */
function linkOf(url: URL, page: number, last: number): string {
  const to = (number: number, rel: string): string => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(number));
    const path = url.pathname.replace(`/repos/${REPOSITORY.name}`, `/repositories/${REPOSITORY.id}`);
    return `<${url.origin}${path}?${query}>; rel="${rel}"`;
  };
  const before = page > 1 ? [to(page - 1, 'prev'), to(1, 'first')] : [];
  const after = page < last ? [to(page + 1, 'next'), to(last, 'last')] : [];
  return [...before, ...after].join(', ');
}
