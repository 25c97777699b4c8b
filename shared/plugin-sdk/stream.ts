import type * as z from 'zod';
import type { Row } from '../domain/table.ts';
import type { Find, Lookup, LookupEntry, LookupKey } from './lookup.ts';
import type { Pagination } from './pagination.ts';
import type { RequestSpec, WorkRequest } from './request.ts';

/** A page as it was stored, with what a stream needs to read it. */
export interface StoredPage {
  readonly request: WorkRequest;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
  link(relation: string): string | undefined;
}

/** Requests of another stream that a page asks for. */
export interface Child {
  readonly stream: string;
  readonly input: unknown;
}

/** The vendor's thing, cleaned: what extract makes of raw and convert makes domain records of. */
export interface ToolRecord {
  readonly stream: string;
  /** Unique in the stream of the scope. */
  readonly key: string;
  /** The source's own version, its update time in UTC; empty where it has none. */
  readonly version: string;
  readonly data: unknown;
  /** Its place in the page, counted from 0. */
  readonly item: number;
}

/** Part of a page that could not be read, with the reason. */
export interface Rejected {
  readonly item: number;
  readonly reason: string;
}

/** A thing that was not finished when seen: its request is repeated until it is. */
export interface Again {
  readonly key: string;
  /** Absent when the thing is finished; a child's request keeps the input that it was made for. */
  readonly request?: RequestSpec & { readonly input?: unknown };
}

/** A page, read by its stream. */
export interface OpenPage {
  readonly received: number;
  readonly request: WorkRequest;
  /** Name the first and the last element that the vendor sent; a list has not moved there while they stay. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** Names all elements that the vendor sent, in order. */
  readonly names: readonly string[];
  readonly rejected: readonly Rejected[];
  following(): readonly WorkRequest[];
  children(): readonly Child[];
  /** The keys of its records; undefined when some of the page cannot be read, so that its records are not all known. */
  keys(): readonly string[] | undefined;
  /** In a list that is read in full: what is not finished, each by itself, so that a next sync has an answer to compare with. */
  unfinished(): readonly WorkRequest[];
  again(): readonly Again[];
  extract(): { readonly records: readonly ToolRecord[]; readonly rejected: readonly Rejected[] };
}

/** What a page leads to, without the page itself: pages are large, and many are under way at one time. */
export type PageSummary = Pick<
  OpenPage,
  'request' | 'first' | 'last' | 'names' | 'following' | 'children' | 'unfinished' | 'keys'
>;

/**
 * Reads what a page leads to, so that the page can be let go; its keys only where they are wanted, and the names of its
 * edges only when they may have changed.
 */
export function summarize(page: OpenPage, { keys: wanted = false, unchanged = false } = {}): PageSummary {
  const { request } = page;
  const { first, last } = unchanged ? { first: undefined, last: undefined } : page;
  // Only the edges of a list are compared by all of their elements.
  const names = unchanged || request.edge === undefined ? [] : page.names;
  const [following, children, unfinished] = [page.following(), page.children(), page.unfinished()];
  const keys = wanted ? page.keys() : undefined;
  return {
    request,
    first,
    last,
    names,
    keys: () => keys,
    following: () => following,
    children: () => children,
    unfinished: () => unfinished,
  };
}

/** Where a stream works: one scope of one connection, under one scope config. */
export interface Binding {
  readonly connection: string;
  /** The plugin's own description of the scope. */
  readonly scope: unknown;
  /** The scope config as the user wrote it; defaults are filled in here. */
  readonly config: unknown;
}

/** A stream at work in one scope. */
export interface BoundStream {
  /** The first requests, of the whole or of what changed since; for a child stream, those of one input. */
  first(given: { since?: string; input?: unknown; now: string }): readonly WorkRequest[];
  open(page: StoredPage): OpenPage;
  needs(record: ToolRecord): readonly LookupKey[];
  provides(record: ToolRecord): readonly LookupEntry[];
  /** The request for one record by itself; undefined where the vendor has none. */
  byId(record: ToolRecord): (RequestSpec & { readonly input?: unknown }) | undefined;
  /** The same place of a list in a smaller page, for a vendor that cannot give the large one. */
  smaller(request: WorkRequest): RequestSpec | undefined;
  convert(record: ToolRecord, find: Find): readonly Row[];
  /** Rows in the vendor's own shape, for what has no domain table; made for comparisons only, never stored. */
  source(record: ToolRecord): readonly Row[];
}

/** A stream as the engine sees it. */
export interface Stream {
  readonly name: string;
  /** Raised when extract or convert changes, so that records are derived again. */
  readonly version: number;
  /** Asked for by other streams' pages, never by itself. */
  readonly child: boolean;
  /** `since`: the vendor filters by update time; `newest`: read from the newest until older than the cursor. */
  readonly incremental: 'since' | 'newest' | 'none';
  /** How far a cursor is put back, in seconds. */
  readonly overlapSeconds: number;
  /** A child that is asked for once a key, and again after so many hours (never: undefined). */
  readonly once?: { readonly key: (input: unknown) => string; readonly everyHours: number | undefined };
  readonly lookups: readonly Lookup[];
  /** Each record can be asked for by itself. */
  readonly asksById: boolean;
  /** Its list shows a part of what there is: what is missing in it is not gone. */
  readonly forgets: boolean;
  /** What its list shows never changes and never goes: only a user who says so has it read in full again. */
  readonly final: boolean;
  /** Under which key of an answer its elements lie; '' where the answer is one element; absent: the answer is the list. */
  readonly elements?: string;
  bind(binding: Binding): BoundStream;
}

/** What convert may read besides the record. */
export interface ConvertContext<Scope, Config> {
  readonly connection: string;
  readonly scope: Scope;
  readonly config: Config;
  readonly find: Find;
}

/** A stream as its author writes it, in the order the data flows. */
export interface StreamSpec<Scope, Config, Item, Tool, Input> {
  readonly name: string;
  readonly version?: number;
  /** What a child stream is asked with; its presence makes it a child. */
  readonly input?: z.ZodType<Input>;
  readonly once?: { readonly key: (input: Input) => string; readonly everyHours?: number };
  readonly incremental?: 'since' | 'newest';
  /** Default 300. */
  readonly overlapSeconds?: number;
  /** Where the scope config says that nothing is wanted there is no request. */
  readonly request: (given: {
    readonly scope: Scope;
    readonly config: Config;
    readonly since: string | undefined;
    readonly input: Input;
    readonly now: string;
  }) => RequestSpec | readonly RequestSpec[];
  /** One element of the list as the vendor sends it (with `whole`: the body itself); unknown keys stay in raw only. */
  readonly raw: z.ZodType<Item>;
  /** The key that holds the list in the body, where it is not the body itself. */
  readonly list?: string;
  /** The body is one item, list or not. */
  readonly whole?: true;
  readonly pagination?: Pagination<Item>;
  /** The target of the same place in a smaller page; the pages behind it are asked for in that size too. */
  readonly smaller?: (target: string) => string | undefined;
  /** `since` is the lower bound of an incremental list: what is older had its children asked for before. */
  readonly children?: (
    item: Item,
    page: { readonly input: Input; readonly scope: Scope; readonly since: string | undefined; readonly url: string },
  ) => readonly Child[];
  /** The request that asks again for a thing that is not finished; false when it is. */
  readonly unfinished?: (item: Item, page: { readonly input: Input; readonly scope: Scope }) => RequestSpec | false;
  readonly extract: (
    item: Item,
    page: { readonly input: Input; readonly scope: Scope; readonly number: number; readonly url: string },
  ) => readonly Tool[];
  readonly key: (tool: Tool) => string | number;
  /**
   * The request for one record by itself. What a full read does not show is asked for by it: 404 and 410 mean that it is
   * gone. Without it, a record is gone when two full reads do not show it. A child's request names its input.
   */
  readonly byId?: (
    tool: Tool,
    page: { readonly scope: Scope },
  ) => (RequestSpec & { readonly input?: Input }) | undefined;
  /** The list shows a part of what there is (the latest, the newest 300 pages): what is missing in it is not gone. */
  readonly forgets?: true;
  /** What the list shows never changes and never goes, such as a history: it is not read in full every week. */
  readonly final?: true;
  readonly updatedAt?: (tool: Tool) => string | null | undefined;
  readonly provides?: (tool: Tool) => readonly LookupEntry[];
  readonly lookups?: readonly Lookup[];
  readonly needs?: (tool: Tool) => readonly LookupKey[];
  readonly convert: (tool: Tool, context: ConvertContext<Scope, Config>) => readonly Row[];
  /** Rows in the vendor's own shape, by which recordings of other collectors are compared. */
  readonly source?: (tool: Tool, context: { readonly connection: string; readonly scope: Scope }) => readonly Row[];
}
