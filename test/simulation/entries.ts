/** Something that is made, is what it is, and may be deleted: only its place in a list changes. */
export interface Entry {
  readonly id: number;
  /** Epoch milliseconds, in whole seconds. */
  readonly at: number;
  readonly name: string;
}

/** Lists of entries, and how each is paged. */
export const entryLists = ['releases', 'worklogs'] as const;
export type EntryList = (typeof entryLists)[number];

/** Entries of a page. */
export const ENTRIES_A_PAGE = 2;
/** As far as an offset reaches, and as many as are given of one window of time; `total` goes on counting. */
export const REACH = 4;
/** Entries of one second: fewer than an offset reaches, as in every list that can be read at all. */
const A_SECOND = 2;
const DAY = 86_400_000;

/** Entries that were there at the beginning, the newest a day old: at midnight, where windows are cut, and two of a time. */
export const firstEntries = (amount: number, now: number, id: () => number): Entry[] =>
  Array.from({ length: amount }, (_, i) => {
    const at = now - Math.ceil((amount - i + 1) / A_SECOND) * DAY;
    return { id: id(), at, name: `entry ${i}` };
  });

/** Makes an entry, unless as many were made in this second as may be. */
export function makeEntry(entries: Entry[], now: number, id: () => number): boolean {
  const at = Math.floor(now / 1000) * 1000;
  if (entries.filter((entry) => entry.at === at).length >= A_SECOND) return false;
  const fresh = { id: id(), at, name: `made ${entries.length}` };
  entries.push(fresh);
  return true;
}

/** An entry as the vendor sends it. */
export const entryBody = ({ id, at, name }: Entry) => ({ id, name, created: isoOf(at) });

/** A time in whole seconds. */
export const isoOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * A page of a list, newest first: by `offset`, of what was made at `before` or earlier, or from `from` to `to`, each
 * included. Undefined where the vendor refuses: an offset is too deep, or it knows no such list.
 */
export function entriesPage(entries: readonly Entry[], query: URLSearchParams): unknown {
  const [offset, before, from, to] = ['offset', 'before', 'from', 'to'].map((name) => query.get(name));
  const start = Number(offset ?? 0);
  const isWindow = from != null && to != null;
  if (!isWindow && start + ENTRIES_A_PAGE > REACH) return undefined;
  const [low, high] = [Date.parse(from ?? '1970-01-01'), Date.parse(to ?? before ?? '2100-01-01')];
  const listed = entries.filter(({ at }) => at >= low && at <= high).reverse();
  const given = isWindow ? listed.slice(0, REACH) : listed;
  return { total: listed.length, values: given.slice(start, start + ENTRIES_A_PAGE).map(entryBody) };
}
