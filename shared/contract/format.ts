import * as z from 'zod';

/**
 * The format of the rows that this code writes. It is raised when rows change, together with a migration that brings the
 * rows of before into the new shape. Rows only ever gain something: this code reads those of the format before as well.
 */
export const FORMAT = 2;

/**
 * The oldest format whose code may go on working on a store of this format: while a new version is deployed, and when it
 * is taken back. It is raised only when rows that no version of the last one needs are given up.
 */
export const READABLE_FROM = 1;

/** The oldest format that there are migrations from. */
export const OLDEST_FORMAT = 1;

/** The row that says of which format a store is: written when everything has been brought into it. */
export const FormatRow = z.object({
  format: z.number().int(),
  /** The oldest format whose code may work on it. */
  readableFrom: z.number().int(),
  /** Epoch milliseconds. */
  at: z.number(),
});
export type FormatRow = z.infer<typeof FormatRow>;

/** Who migrates; `at` is the time of its last batch, in epoch milliseconds. */
export const MigrationLock = z.object({ by: z.string(), epoch: z.number().int(), at: z.number() });
export type MigrationLock = z.infer<typeof MigrationLock>;

/** How far one migration is. Times are epoch milliseconds. */
export const MigrationRow = z.object({
  id: z.string(),
  format: z.number().int(),
  /** What it does, in a sentence. */
  says: z.string(),
  /** Where the next batch begins; null when there is none left. */
  cursor: z.string().nullable(),
  batches: z.number().int(),
  rows: z.number().int(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
});
export type MigrationRow = z.infer<typeof MigrationRow>;
