import { linkHeader, type PageFacts, type Pagination, restartAt } from '../../plugin-sdk/pagination.ts';

/** Deeper offsets are refused with 405 (GitLab's page "REST API pagination"). */
const DEEPEST = 50_000;

/**
 * Lists by page number in the order of creation. Where the offset gets too deep, the list begins again with what was
 * created at the last item's time or later; items of that very moment come twice.
 */
export const byCreation = <Item extends { readonly created_at: string }>(): Pagination<Item> => {
  const pages = linkHeader<Item>({ fanOut: true });
  return (page: PageFacts<Item>) => {
    const query = new URLSearchParams(page.request.target.split('?')[1]);
    const depth = Number(query.get('page') ?? '1') * Number(query.get('per_page') ?? '20');
    const last = page.items.at(-1)?.created_at;
    if (depth < DEEPEST || page.received === 0 || last === undefined) return pages(page);
    // More things of one moment than an offset can reach: only the vendor's own refusal can tell.
    if (last === query.get('created_after')) return pages(page);
    return [restartAt(page, { created_after: last, page: undefined })];
  };
};
