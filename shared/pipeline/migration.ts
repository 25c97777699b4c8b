import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { Place, TablePort, Write } from './ports.ts';

/** What a migration reads. */
export interface MigrationSources {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
}

/** A part of a migration, small enough for one transaction: made of what is stored now, so that it can be made again. */
export interface Batch {
  /** At most 90, each on condition that its row is still as it was read: a run may be working on it. */
  readonly writes: readonly Write[];
  /** Rows that are changed by it. */
  readonly rows: number;
  /** Where the next batch begins; undefined when there is none. */
  readonly next: string | undefined;
}

/**
 * A change of rows. It adds to them or moves them, and drops nothing, so that the code of the format before goes on
 * beside it; what nobody reads any more is given up by a later format at the earliest.
 */
export interface Migration {
  /** Begins with the format, so that names sort in the order in which they are applied. */
  readonly id: string;
  /** The format that a store has when this and all before it are done. */
  readonly format: number;
  /** What it does, in a sentence. */
  readonly says: string;
  /** The batch that begins at a cursor; the first one begins at ''. */
  readonly batch: (sources: MigrationSources, cursor: string) => Promise<Batch>;
}

/** Rows of one batch; each may become three writes. */
const A_BATCH = 25;

/** Rows of the control table, and where those behind them begin. */
export interface Stretch<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

/** The next rows of partitions that are read one after the other, sorted; a partition that is new by then is read too. */
export async function stretchOf(
  table: TablePort,
  partitions: readonly string[],
  cursor: string,
): Promise<Stretch<Place & Readonly<Record<string, unknown>>>> {
  const [at = '', ...rest] = cursor.split('\n');
  const [pk, following] = partitions.filter((partition) => partition >= at).sort();
  if (pk === undefined) return { rows: [], next: undefined };
  const after = pk === at ? rest.join('\n') : '';
  const page = await table.query(pk, { limit: A_BATCH, ...(after !== '' && { after }) });
  if (page.last !== undefined) return { rows: page.items, next: `${pk}\n${page.last}` };
  return { rows: page.items, next: following === undefined ? undefined : `${following}\n` };
}
