/** A question to a vendor, below the connection's base URL. */
export interface RequestSpec {
  /** Path and query below the base URL, beginning with `/`. */
  readonly target: string;
  /** The answer is one object, not a list: an object where a list is expected is a fault of the vendor. */
  readonly single?: true;
}

/** The targets of a list's first and last page, and how often the list has been read. */
export interface Edge {
  readonly first: string;
  readonly last: string;
  readonly reading: number;
}

/** One request of a work item. Its identity is its target: never time, attempt or chance. */
export interface WorkRequest extends RequestSpec {
  /** The place in its list, counted from 1. */
  readonly page: number;
  /** For a page of a known list: the number of its last page, whose `next` alone is followed. */
  readonly of?: number;
  /** What a child request was made for, kept beside its pages. */
  readonly input?: unknown;
  /** The lower bound of the vendor's update times, where the list is incremental. */
  readonly since?: string;
  /** How often it failed in a passing way. */
  readonly attempts?: number;
  /** For the last page of a list, read ahead of those between: the place of the first of them. */
  readonly ahead?: number;
  /** For the first and the last page of a list, read once more when all are read: which reading of the list it ends. */
  readonly edge?: Edge;
  /** For a page of a list that is read page after page: its first page, and which reading of the list this is. */
  readonly begin?: { readonly target: string; readonly reading: number };
  /** Its key in the ask-again list, when it comes from there. */
  readonly again?: string;
  /** No list that every run reads leads to it: it comes from the ask-again list by way of a page, or is asked once a key. */
  readonly late?: true;
  /** Asked because a full read did not show this record: 404 and 410 say that it is gone. */
  readonly missing?: { readonly key: string; readonly version: string };
}

/** Query values in the order given; absent ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Builds a target; path parts are to be encoded by the caller with `encodeURIComponent`. */
export function target(path: string, query: Query = {}): string {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]): [string, string][] =>
      value === undefined ? [] : [[key, String(value)]],
    ),
  ).toString();
  return search ? `${path}?${search}` : path;
}

/** A list: following pages are decided by the stream's pagination. */
export const list = (path: string, query?: Query): RequestSpec => ({ target: target(path, query) });

/** One object. */
export const one = (path: string, query?: Query): RequestSpec => ({ target: target(path, query), single: true });
