import { lakeKey } from '../contract/places.ts';
import { columnsOf } from '../domain/columns.ts';
import type { Table } from '../domain/table.ts';
import { tables } from '../domain/tables.ts';
import { partitionOf } from '../pipeline/domain-places.ts';
import { rowsOf } from '../pipeline/expand.ts';
import { digest } from '../pipeline/identity.ts';
import type { ObjectPort, TablePort } from '../pipeline/ports.ts';
import { recordOf } from '../pipeline/read-data.ts';
import { lakeColumns, shapeOf } from './lake-columns.ts';
import { type Partition, type Published, publishedPlace, readPublished } from './manifest.ts';
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
      const place = publishedPlace(partition);
      const before = known.get(place.sk);
      if (before && isCurrent(before, partition, shapeOf(table))) {
        unchanged += 1;
        continue;
      }
      const now = await write(ports, table, partition, before);
      await ports.table.writeMany([{ ...now, ...place }]);
      known.set(place.sk, now);
      for (const file of before?.files ?? []) replaced.add(file);
      written += 1;
      rows += now.rows;
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

async function write(
  ports: LakePorts,
  table: Table,
  partition: Partition,
  before: Published | undefined,
): Promise<Published> {
  const columns = lakeColumns(table);
  const files: string[] = [];
  let rows = 0;
  let file = parquetFile(columns);
  const flush = async () => {
    if (file.rows === 0) return;
    const bytes = file.bytes();
    const key = lakeKey(table.name, digest(bytes));
    if (!before?.files.includes(key)) await ports.lake.put(key, bytes);
    files.push(key);
    rows += file.rows;
    file = parquetFile(columns);
  };
  for await (const item of rowsOf(ports.domain, partitionOf(table.name, partition.owner, partition.shard))) {
    file.add(await cellsOf(ports, table, item));
    if (file.rows >= FILE_ROWS) await flush();
  }
  await flush();
  const { version } = partition;
  return { sk: '', ...(version !== undefined && { version }), shape: shapeOf(table), rows, files };
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
