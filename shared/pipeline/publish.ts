import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import type { WorkItem } from '../contract/work-item.ts';
import { HeldError } from '../errors.ts';
import type { Invocation } from './collect.ts';
import { partitionOf, SHARDS } from './domain-places.ts';
import { factOf, type Tell } from './fact.ts';
import { commit, makeItem } from './ledger.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import type { ClockPort, PublishPort, TablePort } from './ports.ts';
import { markOf, unpublishedOf } from './unpublished.ts';

/** What publishing works with. */
export interface PublishPorts {
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly lake?: PublishPort;
  readonly clock: ClockPort;
  readonly tell?: Tell;
  readonly isDead?: (head: RunHead) => boolean;
}

/** Partitions that are looked at together. */
const CONCURRENCY = 16;

/**
 * Brings the rows of one owner into the lake, partition by partition: what is done loses its marks, so an attempt goes on where
 * the one before was cut off. What is too much for one call is put back, and goes on within the partition.
 */
export async function publish(ports: PublishPorts, item: WorkItem, invocation: Invocation): Promise<void> {
  const { table, clock, lake } = ports;
  const { work } = item;
  if (work.kind !== 'publish') return;
  if (!lake) throw new HeldError(`there is no lake here to publish "${work.of}" into`);
  const began = clock.now();
  // A file that is begun by then has as long again to be ended.
  const until = began + (invocation.deadline - began) / 2;
  const isOver = (): boolean => clock.now() >= until;
  await markWhole(ports, lake, work.of, item.run);
  let { part } = work;
  let [rows, partitions, isPutBack] = [0, 0, false];
  for (const { partition, marks } of await unpublishedOf(ports, work.of, item.run)) {
    // One of a newer version is for newer code.
    if (!lake.tables.includes(partition.table)) continue;
    // Each call comes a step further, however late it began.
    isPutBack = partitions > 0 && isOver();
    if (isPutBack) break;
    const isBegun = part?.partition === partitionOf(partition.table, partition.owner, partition.shard);
    const went = await lake.publish(partition, { isOver, ...(part && isBegun && { part }) });
    if (isBegun) part = undefined;
    if ('part' in went) {
      part = went.part;
      isPutBack = true;
      break;
    }
    await table.writeMany([], marks);
    rows += went.rows;
    partitions += 1;
  }
  const rest = { kind: work.kind, of: work.of, ...(part && { part }) };
  const outcome = await commit(table, item, {
    done: {
      scope: item.scope,
      stream: item.stream,
      counts: { milliseconds: clock.now() - began },
      stages: { publish: { done: isPutBack ? 0 : 1 } },
    },
    successors: isPutBack ? [makeItem({ ...item, work: rest, notBefore: 0 })] : [],
  });
  const message = outcome === 'done' ? 'partitions published' : 'claim lost';
  ports.tell?.(factOf(item, message, { of: work.of, partitions, rows }));
}

/** Marks everything that an owner has, once, and again for files of another shape: it may be older than marks are. */
async function markWhole(
  { table, domain }: PublishPorts,
  lake: PublishPort,
  owner: string,
  run: string,
): Promise<void> {
  const place = places.inLake(owner);
  if ((await table.get(place))?.shape === lake.shape) return;
  const inTurn = limitConcurrency(CONCURRENCY);
  const all = lake.tables.flatMap((name) =>
    Array.from({ length: SHARDS }, (_, shard) => ({ table: name, owner, shard })),
  );
  const found = await Promise.all(
    all.map((one) =>
      inTurn(async () => {
        const { items } = await domain.query(partitionOf(one.table, owner, one.shard), { limit: 1 });
        return items.length > 0 ? [markOf(one, run)] : [];
      }),
    ),
  );
  await table.writeMany(found.flat());
  await table.writeMany([{ ...place, shape: lake.shape }]);
}
