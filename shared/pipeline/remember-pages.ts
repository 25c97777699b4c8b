import { places } from '../contract/places.ts';
import type { WorkItem } from '../contract/work-item.ts';
import { type Asked, inputOf, type PageRow, wayOf } from './ask.ts';
import type { Spending } from './collect.ts';
import { toItem } from './deep-json.ts';
import type { Item, TablePort } from './ports.ts';

/** What the next request for the same page can be compared with. Advisory: written after the commit that it relies on. */
export async function rememberPages(
  table: TablePort,
  at: Spending,
  item: WorkItem,
  results: readonly Asked[],
  segment: string | undefined,
): Promise<void> {
  let line = -1;
  const rows = results.flatMap((asked): readonly Item[] => {
    if (asked.kind === 'unchanged')
      return asked.request.of === undefined && (asked.row.run !== item.run || asked.row.way !== wayOf(asked.request))
        ? [
            toItem({
              ...places.page(item.scope, asked.request.target),
              ...asked.row,
              page: asked.request.page,
              way: wayOf(asked.request),
              run: item.run,
            }),
          ]
        : [];
    if (asked.kind !== 'page' || segment === undefined) return [];
    line += 1;
    if (asked.page.status >= 400) return [];
    const { etag, 'last-modified': lastModified } = asked.page.headers;
    const row: PageRow = {
      run: item.run,
      token: at.token,
      first: asked.open.first ?? '',
      last: asked.open.last ?? '',
      segment,
      line,
      page: asked.page.request.page,
      way: wayOf(asked.page.request),
      sha256: asked.page.sha256,
      input: inputOf(asked.page.request),
      ...(etag !== undefined && { etag }),
      ...(lastModified !== undefined && { lastModified }),
    };
    return [toItem({ ...places.page(item.scope, asked.page.request.target), ...row })];
  });
  const asked = at.scope.stream(item.stream).stream.once;
  const keys = results.flatMap((result): readonly Item[] => {
    if (!asked || (result.kind !== 'page' && result.kind !== 'unchanged' && result.kind !== 'empty')) return [];
    const { input } = result.kind === 'page' ? result.page.request : result.request;
    return [toItem({ ...places.asked(item.scope, item.stream, asked.key(input)), at: result.date })];
  });
  const distinct = new Map([...rows, ...keys].map((row) => [`${row.pk}\n${row.sk}`, row]));
  if (distinct.size > 0) await table.writeMany([...distinct.values()]);
}
