import { tables } from '../domain/tables.ts';
import type { PluginHead } from '../plugin-sdk/plugin.ts';
import { shardOf } from './identity.ts';
import type { Place } from './ports.ts';

/** Partitions of one table of one owner: loads spread over them, lists are parallel queries. */
export const SHARDS = 4;

/** Names of tables that are ours: they hold what convert keeps for itself and are in no export. */
const OWN = '@';

/** Whether rows of the table are domain records. */
export const isDomainTable = (table: string): boolean => !table.startsWith(OWN);

let lastParent = '';
let lastShard = shardOf(lastParent, SHARDS);

/** Rows of one parent are made one after the other. */
function shardOfParent(parent: string): number {
  if (parent !== lastParent) {
    lastShard = shardOf(parent, SHARDS);
    lastParent = parent;
  }
  return lastShard;
}

/** Rows that belong to a parent lie beside it: the shard is that of the first part of the key. */
export const domainPlace = (table: string, owner: string, key: string): Place => ({
  pk: partitionOf(table, owner, shardOfParent(parentOf(key))),
  sk: key,
});

function parentOf(key: string): string {
  const end = key.indexOf('/');
  return end < 0 ? key : key.slice(0, end);
}

/** One partition. */
export const partitionOf = (table: string, owner: string, shard: number): string => `${table}|${owner}|${shard}`;

/** Derived rows lie where the rows lie that they are derived of. */
const DERIVED_OF: ReadonlyMap<string, string> = new Map([
  ['issue_status_history', 'issues'],
  ['issue_assignee_history', 'issues'],
  ['issue_sprint_history', 'issues'],
  ['incidents', 'issues'],
  ['incident_assignees', 'issues'],
]);

/** The owner of what is derived for a product. */
export const projectOwner = (name: string): string => `project/${encodeURIComponent(name)}`;

/** The owner of users and teams. */
export const PEOPLE = 'people';

/** Whether the table's ids are unique in the whole connection, so that its rows are shared by the scopes. */
export const isWide = (plugin: PluginHead | undefined, table: string): boolean =>
  tables.get(table)?.width === 'connection' || (plugin?.wide?.includes(DERIVED_OF.get(table) ?? table) ?? false);

/** The owner of rows that are shared by the scopes of a connection. */
export const connectionOwner = (scope: { plugin: string; connection: string }): string =>
  `${encodeURIComponent(scope.plugin)}/${encodeURIComponent(scope.connection)}`;

export const lookupTable = (lookup: string): string => `${OWN}${lookup}`;

export const lookupPlace = (scope: string, lookup: string, key: string): Place =>
  domainPlace(lookupTable(lookup), scope, encodeURIComponent(key));

/** Who used a lookup's value: one row for each record that did, under the value's key. */
export const usePlace = (scope: string, lookup: string, key: string, user: string): Place => ({
  pk: partitionOf(`${OWN}used/${lookup}`, scope, shardOf(key, SHARDS)),
  sk: `${encodeURIComponent(key)}/${user}`,
});

/** The lookup and key of a row that holds a lookup's value; undefined for any other row. */
export function lookupOf({ pk, sk }: Place): { readonly lookup: string; readonly key: string } | undefined {
  const table = pk.split('|')[0] ?? '';
  if (!table.startsWith(OWN) || table.includes('/')) return undefined;
  return { lookup: table.slice(OWN.length), key: decodeURIComponent(sk) };
}

/** Whether a row only marks that something is looked up: whoever makes nothing else holds nothing. */
export const isUse = (pk: string): boolean => pk.startsWith(`${OWN}used/`);

/** One partition of what a stream's tool records made before. */
export const footprintPartition = (scope: string, stream: string, shard: number): string =>
  partitionOf(`${OWN}made/${encodeURIComponent(stream)}`, scope, shard);

/** Where it is kept what a tool record made before. */
export const footprintPlace = (scope: string, stream: string, key: string): Place => ({
  pk: footprintPartition(scope, stream, shardOf(key, SHARDS)),
  sk: key,
});
