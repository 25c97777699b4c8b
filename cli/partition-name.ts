import type { Partition } from '../shared/lake/manifest.ts';

/** The partition that a partition key of the domain table names: `issues|github/acme/1|2`. */
export function partitionOfName(pk: string, version?: string): readonly Partition[] {
  const [table, owner, shard] = pk.split('|');
  if (table === undefined || owner === undefined || shard === undefined) return [];
  return [{ table, owner, shard: Number(shard), ...(version !== undefined && { version }) }];
}
