import { places } from '../contract/places.ts';
import { RunHead } from '../contract/run.ts';
import { isDomainTable } from './domain-places.ts';
import { rowsOf } from './expand.ts';
import type { Item, PartitionName, Place, TablePort } from './ports.ts';
import { isOpen } from './run-head.ts';

/** A partition with rows that may not be in the lake, and the marks that say so. */
export interface Unpublished {
  readonly partition: PartitionName;
  readonly marks: readonly Place[];
}

/** That a run is about to change rows of a partition. */
export const markOf = ({ table, owner, shard }: PartitionName, run: string): Item => ({
  pk: places.unpublished(owner),
  sk: `${table}|${shard}#${run}`,
});

/**
 * The domain table, where each partition is marked before a row of it is changed: whatever becomes of whoever changes it, the
 * next run finds the mark. Marks are a run's own, so that who publishes for another run takes none away too early.
 */
export function markingDomain(domain: TablePort, table: TablePort, run: string): TablePort {
  const marked = new Map<string, Promise<void>>();
  const mark = async (changed: readonly Place[]): Promise<void> => {
    const pks = [...new Set(changed.map(({ pk }) => pk))].filter(isDomainTable);
    const fresh = pks.filter((pk) => !marked.has(pk));
    if (fresh.length > 0) {
      const put = table.writeMany(fresh.flatMap((pk) => markOfName(pk, run)));
      for (const pk of fresh) marked.set(pk, put);
    }
    try {
      await Promise.all(pks.map((pk) => marked.get(pk)));
    } catch (error) {
      for (const pk of pks) marked.delete(pk);
      throw error;
    }
  };
  return {
    ...domain,
    writeMany: async (puts, deletes = []) => {
      await mark([...puts, ...deletes]);
      await domain.writeMany(puts, deletes);
    },
    transact: async (writes) => {
      await mark(
        writes.flatMap((write) => (write.kind === 'check' ? [] : 'item' in write ? [write.item] : [write.place])),
      );
      return domain.transact(writes);
    },
  };
}

function markOfName(pk: string, run: string): readonly Item[] {
  const [table, owner, shard] = pk.split('|');
  return table === undefined || owner === undefined ? [] : [markOf({ table, owner, shard: Number(shard) }, run)];
}

/** What knows whether the process of an open run is gone. */
interface Ports {
  readonly table: TablePort;
  readonly isDead?: (head: RunHead) => boolean;
}

/**
 * What of an owner a run has to publish: what it changed itself, and what runs changed that ended before they came to it. What
 * another run is at is its own to publish.
 */
export async function unpublishedOf(ports: Ports, owner: string, run: string): Promise<readonly Unpublished[]> {
  const found = new Map<string, { partition: PartitionName; marks: Place[] }>();
  const over = new Map<string, boolean>([[run, true]]);
  for await (const row of rowsOf(ports.table, places.unpublished(owner))) {
    const [name = '', by = ''] = String(row.sk).split('#');
    const [table = '', shard] = name.split('|');
    const isOurs = over.get(by) ?? (await hasEnded(ports, by));
    over.set(by, isOurs);
    if (!isOurs) continue;
    const known = found.get(name) ?? { partition: { table, owner, shard: Number(shard) }, marks: [] };
    known.marks.push({ pk: places.unpublished(owner), sk: String(row.sk) });
    found.set(name, known);
  }
  return [...found.values()];
}

/** A run ends only when none of its claims lives: it writes nothing more. */
async function hasEnded({ table, isDead }: Ports, run: string): Promise<boolean> {
  const stored = await table.get(places.head(run));
  if (!stored) return true;
  const head = RunHead.parse(stored);
  return !isOpen(head) || isDead?.(head) === true;
}
