import * as z from 'zod';
import { places } from '../contract/places.ts';
import { rowsOf } from '../pipeline/expand.ts';
import type { PartitionName, TablePort } from '../pipeline/ports.ts';

/** A partition of the domain table as it is now. */
export interface Partition extends PartitionName {
  /** Another one whenever a row of the partition was written; absent where the store does not know. */
  readonly version?: string;
}

/** Which files hold a partition. This row is what makes a file a part of the lake. */
export const Published = z.object({
  sk: z.string(),
  /** That of the partition, read before its rows were. */
  version: z.string().exactOptional(),
  /** Of the files' columns. */
  shape: z.string(),
  /** All rows, tombstones included. */
  rows: z.int(),
  /** When the latest row was observed; absent where it was published before this was told, and of no row. */
  changedAt: z.string().exactOptional(),
  files: z.array(z.string()),
  /** Raised whenever it is published: who was overtaken puts nothing older in its place. */
  rev: z.int().exactOptional(),
});
export type Published = z.infer<typeof Published>;

/** Where it is kept which files hold a partition. */
export const publishedPlace = ({ table, owner, shard }: Partition) => ({
  pk: places.lake(table),
  sk: `${owner}|${shard}`,
});

/** What is published of a table. */
export async function readPublished(control: TablePort, table: string): Promise<readonly Published[]> {
  const found: Published[] = [];
  for await (const row of rowsOf(control, places.lake(table))) found.push(Published.parse(row));
  return found;
}

/** The objects that hold a table, each once: partitions of equal content share one. */
export const filesOf = (published: readonly Published[]): readonly string[] => [
  ...new Set(published.flatMap(({ files }) => files)),
];
