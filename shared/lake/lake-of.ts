import { tables as allTables } from '../domain/tables.ts';
import { partitionOf } from '../pipeline/domain-places.ts';
import { digest } from '../pipeline/identity.ts';
import type { PublishPort } from '../pipeline/ports.ts';
import { shapeOf } from './lake-columns.ts';
import { type LakePorts, publishPartition } from './publish.ts';

/** What a runtime knows besides. */
export interface LakeProps extends LakePorts {
  /** What tells whether a partition has changed, where the store counts. */
  readonly versionOf?: (partition: string) => string | undefined;
  /** Told of objects that are a part of the lake no more, though somebody may still be reading them. */
  readonly onReplaced?: (keys: readonly string[]) => Promise<void>;
  /** Rows of one file. */
  readonly fileRows?: number;
  /** Only these tables; default: every one of the domain. */
  readonly only?: readonly string[];
}

/** The lake as a run publishes into it. */
export function lakeOf({ versionOf, onReplaced, fileRows, only, ...ports }: LakeProps): PublishPort {
  const tables = new Map([...allTables].filter(([name]) => only?.includes(name) ?? true));
  return {
    shape: digest([...tables.values()].map((table) => `${table.name} ${shapeOf(table)}`).join('\n'), 16),
    tables: [...tables.keys()],
    publish: async (partition, { part, isOver }) => {
      const table = tables.get(partition.table);
      if (!table) return { rows: 0 };
      // Before its rows are read: what is written from here on makes it another one.
      const version = versionOf?.(partitionOf(partition.table, partition.owner, partition.shard));
      const versioned = { ...partition, ...(version !== undefined && { version }) };
      const more = { isOver, ...(part && { part }), ...(fileRows !== undefined && { fileRows }) };
      const went = await publishPartition(ports, table, versioned, more);
      if ('part' in went) return went;
      if (went.replaced.length > 0) await onReplaced?.(went.replaced);
      return { rows: went.now.rows };
    },
  };
}
