import type { WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import type { OpenPage } from '../plugin-sdk/stream.ts';
import { type Lane, makeItem } from './ledger.ts';
import type { OpenScope } from './scopes.ts';

/** Requests of one collect item, which become one segment. */
export const REQUESTS_AN_ITEM = 20;

const chunk = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** Collect items of the given requests. */
export const collectItems = (lane: Lane, requests: readonly WorkRequest[], notBefore = 0): readonly WorkItem[] =>
  chunk(requests, REQUESTS_AN_ITEM).map((part) =>
    makeItem({ ...lane, work: { kind: 'collect', requests: [...part] }, notBefore }),
  );

/** What pages ask for: the pages that follow them, what is unfinished, and the requests of child streams, in a stable order. */
export function successorsOf(
  lane: Lane,
  scope: OpenScope,
  pages: readonly OpenPage[],
  given: { now: string; streams: readonly string[] | undefined },
): readonly WorkItem[] {
  const following = collectItems(
    lane,
    pages.flatMap((page) => page.following()),
  );
  const unfinished = collectItems(
    lane,
    pages.flatMap((page) => page.unfinished()),
  );
  const children = pages.flatMap((page) => page.children());
  const wanted = Map.groupBy(children, ({ stream }) => stream);
  const asked = [...wanted].flatMap(([name, all]) => {
    const { stream, bound } = scope.stream(name);
    if (stream.once || (given.streams && !given.streams.includes(name))) return [];
    const requests = all.flatMap(({ input }) => bound.first({ input, now: given.now }));
    const distinct = [...new Map(requests.map((request) => [request.target, request])).values()];
    return collectItems({ ...lane, stream: name }, distinct);
  });
  return [...following, ...unfinished, ...asked];
}

/** Inputs of child streams that are asked once a key, by stream: planned when their parents are drained. */
export function mentionsOf(scope: OpenScope, pages: readonly OpenPage[]): Readonly<Record<string, readonly unknown[]>> {
  const found = new Map<string, Map<string, unknown>>();
  for (const child of pages.flatMap((page) => page.children())) {
    const { once } = scope.stream(child.stream).stream;
    if (!once) continue;
    const keys = found.get(child.stream) ?? new Map<string, unknown>();
    found.set(child.stream, keys.set(once.key(child.input), child.input));
  }
  return Object.fromEntries([...found].map(([stream, keys]) => [stream, [...keys.values()]]));
}
