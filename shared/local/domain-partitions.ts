import type { DatabaseSync } from 'node:sqlite';

/** A partition of the domain table, and how often its rows were written: what says whether it has changed. */
export interface DomainPartition {
  readonly pk: string;
  /** Absent for rows that were last written before writes were counted. */
  readonly version?: string;
}

/** Counts the writes to each partition in the same transaction, whoever makes them. */
export function countWrites(database: DatabaseSync): void {
  database.exec('CREATE TABLE IF NOT EXISTS domain_writes (pk TEXT PRIMARY KEY, writes INTEGER NOT NULL) STRICT');
  for (const [event, row] of [
    ['INSERT', 'NEW'],
    ['UPDATE', 'NEW'],
    ['DELETE', 'OLD'],
  ])
    database.exec(`CREATE TRIGGER IF NOT EXISTS domain_${event} AFTER ${event} ON domain WHEN substr(${row}.pk, 1, 1) <> '@'
      BEGIN INSERT INTO domain_writes VALUES (${row}.pk, 1) ON CONFLICT (pk) DO UPDATE SET writes = writes + 1; END`);
}

/** How often rows of one partition were written; undefined where that is not known. */
export function writesOf(database: DatabaseSync, pk: string): string | undefined {
  const row = database.prepare('SELECT writes FROM domain_writes WHERE pk = ?').get(pk);
  return row === undefined ? undefined : String(row.writes);
}

// Jumps from one partition to the next in the index: their number matters, not that of their rows.
const PARTITIONS = `WITH RECURSIVE every(pk) AS (
    SELECT min(pk) FROM domain WHERE pk >= 'A'
    UNION ALL SELECT (SELECT min(pk) FROM domain WHERE pk > every.pk) FROM every WHERE every.pk IS NOT NULL)
  SELECT every.pk AS pk, writes FROM every`;

/** Every partition that holds domain records. */
export function domainPartitions(database: DatabaseSync): readonly DomainPartition[] {
  const isCounted = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'domain_writes'`).get() !== undefined;
  const counts = isCounted ? ' LEFT JOIN domain_writes USING (pk)' : ', (SELECT NULL AS writes)';
  const rows = database.prepare(`${PARTITIONS}${counts} WHERE pk IS NOT NULL`).all();
  return rows.map(({ pk, writes }) => ({ pk: String(pk), ...(writes !== null && { version: String(writes) }) }));
}
