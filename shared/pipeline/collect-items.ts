import type { WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { type Lane, makeItem } from './ledger.ts';

/** Requests of one collect item, which become one segment. */
export const REQUESTS_AN_ITEM = 20;

const chunk = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** Collect items of the given requests. */
export const collectItems = (lane: Lane, requests: readonly WorkRequest[], notBefore = 0): readonly WorkItem[] =>
  chunk(requests, REQUESTS_AN_ITEM).map((part) =>
    makeItem({ ...lane, work: { kind: 'collect', requests: [...part] }, notBefore }),
  );
