/** How long and how much one question may take; waits are real time. */
export interface Caps {
  /** @default 10,000 */
  readonly connectMilliseconds: number;
  /** From the request to the end of the headers. @default 30,000 */
  readonly headersMilliseconds: number;
  /** Between two parts of the body. @default 30,000 */
  readonly idleMilliseconds: number;
  /** From the question to its reply, redirects included. @default 120,000 */
  readonly totalMilliseconds: number;
  /** Largest body after decompression. @default 64 MiB */
  readonly decodedBytes: number;
  /** Most connections to one origin. @default 32 */
  readonly connections: number;
}

/** The caps that hold where none are given. */
export const DEFAULT_CAPS: Caps = {
  connectMilliseconds: 10_000,
  headersMilliseconds: 30_000,
  idleMilliseconds: 30_000,
  totalMilliseconds: 120_000,
  decodedBytes: 64 * 1024 * 1024,
  connections: 32,
};
