/** How a vendor reports what is left of a quota; names are in lower case. */
export interface QuotaHeaders {
  readonly limit: string;
  readonly remaining: string;
  readonly reset: string;
  readonly resetAs: 'epochSeconds' | 'secondsFromNow' | 'isoTime';
}

/** A limit that a vendor sets on a credential. */
export interface Quota {
  readonly name: string;
  /** 0: no limit is known until the headers tell one. */
  readonly amount: number;
  readonly perSeconds: number;
  readonly headers?: QuotaHeaders;
}

/** All limits of one credential. */
export interface Quotas {
  /** The window whose remainder the vendor reports; absent where none is known. */
  readonly reported?: Quota;
  /** A trailing window that cannot be asked for, such as points a minute. */
  readonly trailing?: Quota;
  /** Response time, added up over requests side by side, that the vendor bears in every trailing window for sure. */
  readonly busy?: { readonly seconds: number; readonly perSeconds: number };
  /** Most requests under way at one time. */
  readonly concurrency: number;
}

/** What was read from an answer's headers: the remainder of the reported window. Times are epoch milliseconds. */
export interface QuotaObservation {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}
