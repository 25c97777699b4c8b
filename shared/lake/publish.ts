import { lakeKey } from '../contract/places.ts';
import type { LakePart } from '../contract/work-item.ts';
import { columnsOf } from '../domain/columns.ts';
import type { Table } from '../domain/table.ts';
import { tables } from '../domain/tables.ts';
import { HeldError } from '../errors.ts';
import { partitionOf } from '../pipeline/domain-places.ts';
import { digest } from '../pipeline/identity.ts';
import type { ObjectPort, TablePort } from '../pipeline/ports.ts';
import { recordOf } from '../pipeline/read-data.ts';
import { lakeColumns, shapeOf } from './lake-columns.ts';
import { type Partition, Published, publishedPlace, readPublished } from './manifest.ts';
import { parquetFile } from './parquet-file.ts';

/** What publishing reads and writes; `objects` holds bodies that are too large for a row, `lake` the files. */
export interface LakePorts {
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
  readonly lake: ObjectPort;
}

/** What publishing did. */
export interface PublishReport {
  readonly partitions: { readonly written: number; readonly unchanged: number };
  readonly rows: number;
  /** Objects that no partition names any more. Somebody may still be reading them. */
  readonly replaced: readonly string[];
}

/** Rows of one file: what is held in memory at a time. */
const FILE_ROWS = 20_000;

/**
 * Brings the lake up to date: partitions that changed are written to new objects, then the row that names them is put.
 * Objects are never changed, so who reads sees a partition as it was or as it is. Interrupted, it is simply done again.
 */
export async function publish(
  ports: LakePorts,
  partitions: Iterable<Partition>,
  onWritten: (rows: number) => void = () => {},
): Promise<PublishReport> {
  let [written, unchanged, rows] = [0, 0, 0];
  const replaced = new Set<string>();
  for (const [table, its] of byTable(partitions)) {
    const known = new Map((await readPublished(ports.table, table.name)).map((one) => [one.sk, one]));
    for (const partition of its) {
      const { sk } = publishedPlace(partition);
      const before = known.get(sk);
      if (before && isCurrent(before, partition, shapeOf(table))) {
        unchanged += 1;
        continue;
      }
      const went = await publishPartition(ports, table, partition);
      if ('part' in went) continue;
      known.set(sk, went.now);
      for (const file of went.replaced) replaced.add(file);
      written += 1;
      rows += went.now.rows;
      onWritten(rows);
    }
    for (const { files } of known.values()) for (const file of files) replaced.delete(file);
  }
  return { partitions: { written, unchanged }, rows, replaced: [...replaced] };
}

/** Partitions of tables that are there; a newer Sluice may have written others. */
function byTable(partitions: Iterable<Partition>): ReadonlyMap<Table, readonly Partition[]> {
  const found = new Map<Table, Partition[]>();
  for (const partition of partitions) {
    const table = tables.get(partition.table);
    if (!table) continue;
    const its = found.get(table);
    if (its) its.push(partition);
    else found.set(table, [partition]);
  }
  return found;
}

const isCurrent = (before: Published, { version }: Partition, shape: string): boolean =>
  version !== undefined && before.version === version && before.shape === shape;

/** What became of one partition: what is published of it now and what that replaced, or how far it came. */
export type PartitionOutcome =
  | { readonly now: Published; readonly replaced: readonly string[] }
  | { readonly part: LakePart };

/** Times that others may be faster. */
const TRIES = 20;

/**
 * Publishes one partition. The row that names its files is put on condition that nobody else has published the partition since
 * this began to read it: whoever was overtaken may have read older rows, and reads them again.
 */
export async function publishPartition(
  ports: LakePorts,
  table: Table,
  partition: Partition,
  given: { readonly part?: LakePart; readonly isOver?: () => boolean; readonly fileRows?: number } = {},
): Promise<PartitionOutcome> {
  const place = publishedPlace(partition);
  const shape = shapeOf(table);
  for (let i = 0; i < TRIES; i += 1) {
    const stored = await ports.table.get(place);
    const before = stored && Published.parse(stored);
    const rev = before ? (before.rev ?? 0) : -1;
    const isBegun = given.part?.rev === rev && given.part.shape === shape;
    if (!isBegun && before && isCurrent(before, partition, shape)) return { now: before, replaced: [] };
    const begun: LakePart =
      given.part && isBegun ? given.part : { ...nothingOf(partition), ...versionOf(partition), shape, rev };
    const part = await writeOn(ports, table, partition, { begun, known: before?.files ?? [], ...given });
    if (!part.isWhole) return { part: part.now };
    const { files, rows, changedAt } = part.now;
    const now: Published = {
      ...{ sk: place.sk, ...versionOf(part.now), shape, rows, files, rev: Math.max(rev, 0) + 1 },
      ...(changedAt !== undefined && { changedAt }),
    };
    const when = rev < 0 ? ({ absent: true } as const) : { equals: { rev: before?.rev ?? null } };
    if ((await ports.table.transact([{ kind: 'put', item: { ...now, ...place }, when }])) === 'done')
      return { now, replaced: (before?.files ?? []).filter((file) => !files.includes(file)) };
  }
  throw new HeldError(`partition ${place.pk} ${place.sk} is published by others all the time`);
}

const nothingOf = ({ table, owner, shard }: Partition) => ({
  partition: partitionOf(table, owner, shard),
  after: '',
  files: [],
  rows: 0,
});
const versionOf = ({ version }: { readonly version?: string | undefined }) =>
  version === undefined ? {} : { version };

/** Writes the rows of a partition that follow what is begun, file by file, until it is over. */
async function writeOn(
  ports: LakePorts,
  table: Table,
  { owner, shard }: Partition,
  given: {
    readonly begun: LakePart;
    readonly known: readonly string[];
    readonly isOver?: () => boolean;
    readonly fileRows?: number;
  },
): Promise<{ readonly now: LakePart; readonly isWhole: boolean }> {
  const { begun, known, isOver = () => false, fileRows = FILE_ROWS } = given;
  const columns = lakeColumns(table);
  let now = begun;
  let changedAt = begun.changedAt ?? '';
  let file = parquetFile(columns);
  const flush = async (after: string) => {
    if (file.rows === 0) return;
    const bytes = file.bytes();
    const key = lakeKey(table.name, digest(bytes));
    if (!known.includes(key)) await ports.lake.put(key, bytes);
    now = { ...now, after, files: [...now.files, key], rows: now.rows + file.rows, changedAt };
    file = parquetFile(columns);
  };
  for (let after: string | undefined = begun.after; after !== undefined; ) {
    const pk = partitionOf(table.name, owner, shard);
    const page = await ports.domain.query(pk, after === '' ? {} : { after });
    for (const item of page.items) {
      file.add(await cellsOf(ports, table, item));
      if (typeof item.observedAt === 'string' && item.observedAt > changedAt) changedAt = item.observedAt;
      if (file.rows < fileRows) continue;
      await flush(item.sk);
      if (isOver()) return { now, isWhole: false };
    }
    after = page.last;
  }
  await flush('');
  return { now, isWhole: true };
}

/** The values of a row in the order of the lake's columns. */
async function cellsOf(
  ports: LakePorts,
  table: Table,
  item: Readonly<Record<string, unknown>>,
): Promise<readonly unknown[]> {
  const { values, raw, run, observedAt, deleted } = await recordOf(ports, table.name, item);
  const deletedAt = item.deletedAt ?? observedAt;
  return [
    ...columnsOf(table).map(({ field }) => values[field]),
    ...[raw || null, run || null, item.version, observedAt, item.derivation, deleted ? deletedAt : null],
  ];
}
