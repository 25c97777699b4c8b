/** A stretch of time in epoch seconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}
