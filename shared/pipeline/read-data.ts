import { ScopeRecord } from '../contract/stored.ts';
import { tables } from '../domain/tables.ts';
import { InvalidInputError } from '../errors.ts';
import type { PluginHead } from '../plugin-sdk/plugin.ts';
import { connectionOwner, isDomainTable, isWide, PEOPLE, partitionOf, projectOwner, SHARDS } from './domain-places.ts';
import { rowsOf } from './expand.ts';
import { digest } from './identity.ts';
import { readLarge } from './large-bodies.ts';
import { type MergeRange, mergePartitions } from './merge-partitions.ts';
import type { Item, ObjectPort, TablePort } from './ports.ts';
import { listProjects } from './projects.ts';

/** A domain record as it is stored, with where it came from. */
export interface StoredRecord {
  readonly table: string;
  /** The key columns' values, percent-encoded and joined by `/`. */
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly raw: string;
  readonly run: string;
  readonly observedAt: string;
  readonly deleted: boolean;
  /** The values as JSON, as they were stored; a tombstone has none. */
  readonly body: string | undefined;
}

/** What to read: one table, of all scopes or of some; tombstones only when asked for. */
export interface TableQuery {
  readonly table: string;
  readonly scopes?: readonly string[];
  readonly deleted?: boolean;
}

interface DataPorts {
  readonly plugins: ReadonlyMap<string, PluginHead>;
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
}

/** Every record of one table, each once, in the order of their keys. @throws InvalidInputError when there is no such table or scope */
export async function* readTable(ports: DataPorts, want: TableQuery & MergeRange): AsyncIterable<StoredRecord> {
  for await (const stretch of readStretches(ports, want)) yield* stretch;
}

/** The same, many at a time. */
export async function* readStretches(
  ports: DataPorts,
  want: TableQuery & MergeRange,
): AsyncIterable<readonly StoredRecord[]> {
  for await (const items of mergePartitions(ports.domain, await partitionsOf(ports, want), want)) {
    const records: StoredRecord[] = [];
    for (const item of items) {
      if (item.deleted === true && !want.deleted) continue;
      records.push(
        typeof item.bodyKey === 'string' ? await recordOf(ports, want.table, item) : plainRecord(want.table, item),
      );
    }
    yield records;
  }
}

async function partitionsOf(ports: DataPorts, want: TableQuery): Promise<readonly string[]> {
  return (await ownersOf(ports, want)).flatMap((owner) =>
    Array.from({ length: SHARDS }, (_, shard) => partitionOf(want.table, owner, shard)),
  );
}

/** Under which owners the rows of a table lie. @throws InvalidInputError when there is no such table or scope */
export async function ownersOf(
  { table, plugins }: Pick<DataPorts, 'table' | 'plugins'>,
  want: TableQuery,
): Promise<readonly string[]> {
  if (!tables.has(want.table))
    throw new InvalidInputError(`there is no table "${want.table}"; there is: ${[...tables.keys()].sort().join(', ')}`);
  const scopes = await scopesOf(table, want.scopes);
  const owners = new Set(
    scopes.map((scope) => (isWide(plugins.get(scope.plugin), want.table) ? connectionOwner(scope) : scope.key)),
  );
  // What is derived for products, and people, is no scope's.
  if (want.scopes === undefined) {
    owners.add(PEOPLE);
    for (const { name } of await listProjects(table)) owners.add(projectOwner(name));
  }
  return [...owners];
}

/** The record that a row of a domain table holds. */
export async function recordOf(
  { objects }: Pick<DataPorts, 'objects'>,
  table: string,
  item: Readonly<Record<string, unknown>>,
): Promise<StoredRecord> {
  const { bodyKey } = item;
  if (typeof bodyKey !== 'string') return plainRecord(table, item);
  return plainRecord(table, { ...item, body: await readLarge(objects, bodyKey) });
}

/** Its values are read when somebody asks for them. */
function plainRecord(
  table: string,
  { body, raw, run, observedAt, deleted, sk }: Readonly<Record<string, unknown>>,
): StoredRecord {
  const text = typeof body === 'string' && deleted !== true ? body : undefined;
  let read: StoredRecord['values'] | undefined;
  return {
    table,
    get values() {
      read ??= text === undefined ? (deleted === true ? keyOf(table, String(sk)) : {}) : parsed(text);
      return read;
    },
    raw: String(raw ?? ''),
    run: String(run ?? ''),
    observedAt: String(observedAt ?? ''),
    deleted: deleted === true,
    key: String(sk),
    body: text,
  };
}

function parsed(text: string): StoredRecord['values'] {
  const values: StoredRecord['values'] = JSON.parse(text);
  return values;
}

/** What a tombstone still says: which record it was. */
function keyOf(table: string, sk: string): Readonly<Record<string, unknown>> {
  const parts = sk.split('/').map(decodeURIComponent);
  return Object.fromEntries((tables.get(table)?.key ?? []).map((column, i) => [column, parts[i]]));
}

/** All scopes, or those that are named by key, by `plugin:name` or by `plugin@connection:name`. */
export async function scopesOf(table: TablePort, names?: readonly string[]): Promise<readonly ScopeRecord[]> {
  const all: ScopeRecord[] = [];
  for await (const row of rowsOf(table, 'scopes')) all.push(ScopeRecord.parse(row));
  if (names === undefined) return all;
  return names.flatMap((name) => {
    const found = all.filter(
      (scope) =>
        scope.key === name ||
        `${scope.plugin}:${scope.name}`.toLowerCase() === name.toLowerCase() ||
        `${scope.plugin}@${scope.connection}:${scope.name}`.toLowerCase() === name.toLowerCase() ||
        `${scope.plugin}:${scope.connection}:${scope.name}`.toLowerCase() === name.toLowerCase(),
    );
    if (found.length === 0)
      throw new InvalidInputError(`scope "${name}" was never synced; "sluice runs" lists what was`);
    return found;
  });
}

/**
 * One digest a domain table: equal in two stores exactly when they hold the same records. What differs from sync to sync
 * (runs, times of observation, raw keys) is left out.
 */
export async function digestTables(domain: TablePort): Promise<ReadonlyMap<string, { rows: number; digest: string }>> {
  const lines = new Map<string, string[]>();
  for await (const item of domain.scan()) {
    const table = item.pk.split('|')[0] ?? '';
    if (!isDomainTable(table)) continue;
    // What was derived for a while of what was not yet whole, and is no more, is no record.
    if (item.by === 'enrich' && item.deleted === true) continue;
    const known = lines.get(table);
    if (known) known.push(lineOf(item));
    else lines.set(table, [lineOf(item)]);
  }
  return new Map(
    [...lines]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([table, of]) => [table, { rows: of.length, digest: digest(of.sort().join('\n')) }]),
  );
}

const lineOf = ({ pk, sk, hash, deleted }: Item): string =>
  `${pk}\t${sk}\t${deleted === true ? 'deleted' : String(hash)}`;
