import { linkHeader, type PageFacts, type Pagination, restartAt } from '../../plugin-sdk/pagination.ts';

/** Deeper offsets are refused with 405 (GitLab's page "REST API pagination"). */
const DEEPEST = 50_000;

type Restart<Item> = (last: Item, query: URLSearchParams) => Readonly<Record<string, string | undefined>> | undefined;

/** Lists by page number; where the offset gets too deep, the list begins again as `restart` says. */
const deep =
  <Item>(restart: Restart<Item>): Pagination<Item> =>
  (page: PageFacts<Item>) => {
    const query = new URLSearchParams(page.request.target.split('?')[1]);
    const depth = Number(query.get('page') ?? '1') * Number(query.get('per_page') ?? '20');
    const last = page.items.at(-1);
    const again = depth < DEEPEST || last === undefined ? undefined : restart(last, query);
    // More things of one moment than an offset can reach: only the vendor's own refusal can tell.
    return again ? [restartAt(page, { ...again, page: undefined })] : linkHeader<Item>({ fanOut: true })(page);
  };

/** In the order of creation, from what was created at the last item's time or later; items of that very moment come twice. */
export const byCreation = <Item extends { readonly created_at: string }>(): Pagination<Item> =>
  deep(({ created_at }, query) =>
    created_at === query.get('created_after') ? undefined : { created_after: created_at },
  );

/**
 * Deployments know no filter by creation. In the order of ids nothing that follows was created, nor therefore updated,
 * before the last item was: the rest is read in the order of updates from then on, and some of it twice.
 */
export const byIdThenUpdate = <
  Item extends { readonly created_at: string; readonly updated_at?: string | null | undefined },
>(): Pagination<Item> =>
  deep(({ created_at, updated_at }, query) => {
    const after = query.get('order_by') === 'updated_at' ? (updated_at ?? created_at) : created_at;
    return after === query.get('updated_after') ? undefined : { order_by: 'updated_at', updated_after: after };
  });
