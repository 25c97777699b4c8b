import type * as z from 'zod';

/** What one stream knows and another needs to convert: a small value under a key, kept for each scope. */
export interface Lookup<Value = unknown> {
  readonly name: string;
  /** The stream that provides it; streams that use it are converted after that one. */
  readonly stream: string;
  readonly value: z.ZodType<Value>;
  /** A value that never changes once it is known, such as an id: who used it need not be remembered. */
  readonly fixed: boolean;
  /** Two streams look each other up: this way round is told later, and who used it is derived again then. */
  readonly late: boolean;
  entry(key: string | number, value: Value): LookupEntry;
  key(key: string | number): LookupKey;
}

/** Names one value of a lookup. */
export interface LookupKey {
  readonly lookup: string;
  readonly key: string;
}

/** One value of a lookup. */
export interface LookupEntry extends LookupKey {
  readonly value: unknown;
}

/** Defines a lookup, for example from an issue's number to its id. */
export const defineLookup = <Value>(
  name: string,
  stream: string,
  value: z.ZodType<Value>,
  { fixed = false, late = false }: { readonly fixed?: boolean; readonly late?: boolean } = {},
): Lookup<Value> => ({
  name,
  stream,
  value,
  fixed,
  late,
  entry: (key, entry) => ({ lookup: name, key: String(key), value: entry }),
  key: (key) => ({ lookup: name, key: String(key) }),
});

/** Finds a value that `needs` named; absent when no scope's record has provided it. */
export type Find = <Value>(lookup: Lookup<Value>, key: string | number) => Value | undefined;

/** Finds only what a record has named: what it makes is not to depend on what others beside it look up. */
export const findNamed =
  (find: Find, needs: readonly LookupKey[]): Find =>
  (lookup, key) =>
    needs.some((need) => need.lookup === lookup.name && need.key === String(key)) ? find(lookup, key) : undefined;
