/** Parses an RFC 8288 `Link` header: relation → absolute url, as the vendor wrote it. */
export function parseLinks(header: string | undefined): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const match of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    const relation = /;\s*rel="?([^";]+)"?/i.exec(match[2] ?? '')?.[1];
    if (relation && match[1]) links.set(relation, match[1]);
  }
  return links;
}

/**
 * The target below `baseUrl` that `url` names, or undefined when it leads elsewhere: a `next` on another origin, or
 * outside the API's root, is never followed.
 */
export function targetBelow(baseUrl: string, url: string): string | undefined {
  if (!URL.canParse(url, baseUrl)) return undefined;
  const base = new URL(baseUrl);
  const there = new URL(url, baseUrl);
  const root = base.pathname.replace(/\/+$/, '');
  if (there.origin !== base.origin || there.username || there.password) return undefined;
  if (!there.pathname.startsWith(`${root}/`)) return undefined;
  return there.pathname.slice(root.length) + there.search;
}
