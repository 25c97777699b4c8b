import { shardOf } from './identity.ts';
import type { Place } from './ports.ts';

/** Partitions of one table of one owner: loads spread over them, lists are parallel queries. */
export const SHARDS = 4;

/** Names of tables that are ours: they hold what convert keeps for itself and are in no export. */
const OWN = '@';

/** Whether rows of the table are domain records. */
export const isDomainTable = (table: string): boolean => !table.startsWith(OWN);

/** Rows that belong to a parent lie beside it: the shard is that of the first part of the key. */
export const domainPlace = (table: string, owner: string, key: string): Place => ({
  pk: partitionOf(table, owner, shardOf(key.split('/')[0] ?? key, SHARDS)),
  sk: key,
});

/** One partition. */
export const partitionOf = (table: string, owner: string, shard: number): string => `${table}|${owner}|${shard}`;

/** The owner of rows that are shared by the scopes of a connection. */
export const connectionOwner = (scope: { plugin: string; connection: string }): string =>
  `${encodeURIComponent(scope.plugin)}/${encodeURIComponent(scope.connection)}`;

export const lookupTable = (lookup: string): string => `${OWN}${lookup}`;

export const lookupPlace = (scope: string, lookup: string, key: string): Place =>
  domainPlace(lookupTable(lookup), scope, encodeURIComponent(key));

/** Where it is kept what a tool record made before. */
export const footprintPlace = (scope: string, stream: string, key: string): Place => ({
  pk: partitionOf(`${OWN}made/${encodeURIComponent(stream)}`, scope, shardOf(key, SHARDS)),
  sk: key,
});
