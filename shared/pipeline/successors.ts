import type { WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import type { Child, PageSummary } from '../plugin-sdk/stream.ts';
import { collectItems } from './collect-items.ts';
import { edgeItems } from './edges.ts';
import type { Lane } from './ledger.ts';
import type { OpenScope } from './scopes.ts';

/** What pages ask for: the pages that follow them, what is unfinished, and the requests of child streams, in a stable order. */
export function successorsOf(
  lane: Lane,
  scope: OpenScope,
  pages: readonly Pick<PageSummary, 'request' | 'following' | 'children' | 'unfinished'>[],
  given: { now: string; streams: readonly string[] | undefined },
): readonly WorkItem[] {
  const pagesBehind = pages.map((page) => ({
    page,
    behind: leadsOn(page.request) ? page.following().map(lateFrom(page)) : [],
  }));
  const following = [
    ...collectItems(
      lane,
      pagesBehind.flatMap(({ behind }) => behind),
    ),
    ...pagesBehind.flatMap(({ page, behind }) => edgeItems(lane, page, behind)),
  ];
  const unfinished = collectItems(
    lane,
    pages.flatMap((page) => page.unfinished().map(lateFrom(page))),
  );
  const children = pages.flatMap((page) => page.children().map((child) => ({ ...child, page })));
  const wanted = Map.groupBy(children, ({ stream }) => stream);
  const asked = [...wanted].flatMap(([name, all]) => {
    const { stream, bound } = scope.stream(name);
    if (stream.once || (given.streams && !given.streams.includes(name))) return [];
    const requests = all.flatMap(({ input, page }) => bound.first({ input, now: given.now }).map(lateFrom(page)));
    const distinct = [...new Map(requests.map((request) => [request.target, request])).values()];
    return collectItems({ ...lane, stream: name }, distinct);
  });
  return [...following, ...unfinished, ...asked];
}

/** The first page of a list that is read page after page, when it is read again, is not followed by the others. */
const leadsOn = ({ edge, of }: WorkRequest): boolean => edge === undefined || of !== undefined;

/** What a late request's page asks for is late, too. */
const lateFrom =
  ({ request: { again, late } }: Pick<PageSummary, 'request'>) =>
  (request: WorkRequest): WorkRequest =>
    again !== undefined || late ? { ...request, late: true } : request;

/** Inputs of child streams that are asked once a key, by stream: planned when their parents are drained. */
export function mentionsOf(scope: OpenScope, children: readonly Child[]): Readonly<Record<string, readonly unknown[]>> {
  const found = new Map<string, Map<string, unknown>>();
  for (const child of children) {
    const { once } = scope.stream(child.stream).stream;
    if (!once) continue;
    const keys = found.get(child.stream) ?? new Map<string, unknown>();
    found.set(child.stream, keys.set(once.key(child.input), child.input));
  }
  return Object.fromEntries([...found].map(([stream, keys]) => [stream, [...keys.values()]]));
}
