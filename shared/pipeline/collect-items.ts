import type { WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { type Lane, makeItem } from './ledger.ts';

/**
 * Requests of one collect item, which become one segment: each costs an object put and a transaction in every stage. 30 of
 * GitHub's largest pages are just below the 16 MiB of a segment.
 */
export const REQUESTS_AN_ITEM = 30;

/** Cuts a list into parts of at most `size`. */
export const chunk = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** Collect items of the given requests. */
export const collectItems = (lane: Lane, requests: readonly WorkRequest[], notBefore = 0): readonly WorkItem[] =>
  chunk(requests, REQUESTS_AN_ITEM).map((part) =>
    makeItem({ ...lane, work: { kind: 'collect', requests: [...part] }, notBefore }),
  );
