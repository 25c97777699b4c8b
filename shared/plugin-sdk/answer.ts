/** A vendor's answer as it came; header names are in lower case, `at` is our clock in epoch milliseconds. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: number;
}

/** What an answer means for the request that was sent. */
export type Verdict =
  /** Data. */
  | { readonly kind: 'page' }
  /** 304: what is stored is still true. */
  | { readonly kind: 'unchanged' }
  /** A place that is known to be empty (an empty repository, disabled issues): no records and no error. */
  | { readonly kind: 'empty'; readonly reason: string }
  /** A limit: wait until then (epoch ms); `secondary` limits also halve the rate. */
  | {
      readonly kind: 'limit';
      readonly until: number | undefined;
      readonly secondary: boolean;
      readonly reason: string;
      /** How many requests are allowed in so many seconds, where the vendor says that only when the limit is met. */
      readonly told?: { readonly amount: number; readonly perSeconds: number };
    }
  /** Will pass by itself. */
  | { readonly kind: 'transient'; readonly reason: string }
  /** Will not pass for this request. */
  | { readonly kind: 'permanent'; readonly reason: string }
  /** The credential is refused. */
  | { readonly kind: 'credential'; readonly reason: string };
