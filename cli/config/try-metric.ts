import { tables } from '../../shared/domain/tables.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { lakeColumns } from '../../shared/lake/lake-columns.ts';
import { bucketsOf } from '../../shared/metrics/buckets.ts';
import { compose, literal, type Question } from '../../shared/metrics/compose.ts';
import type { Metric } from '../../shared/metrics/definition.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { askOnly, openDuckDb, type Sql } from '../../shared/sql/open-sql.ts';
import { name, sqlTypes } from '../../shared/sql/sql-words.ts';

/** A metric as far as it is tried. */
export type TriedMetric = Pick<Metric, 'name' | 'sql' | 'values' | 'series' | 'tags' | 'step'>;

/** What is wrong with a metric's SQL; the place, where DuckDB tells one, counts from 1 within the SQL. */
export interface SqlFlaw {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

const DAY = '2026-01-15';
const zone = 'UTC';
const range = { from: DAY, to: '2026-01-16', by: 'day', zone } as const;
const QUESTION: Question = {
  project: 'a',
  zone,
  now: Date.parse('2026-01-17T00:00:00Z'),
  buckets: bucketsOf(range),
  days: bucketsOf(range),
  states: ['TODO', 'IN_PROGRESS', 'DONE'],
};

/** Tries metrics on two rows of each table, in memory: what would fail on real ones is found before it is kept. */
export async function tryMetrics(
  all: readonly TriedMetric[],
  imported: readonly { readonly name: string; readonly columns: readonly { name: string; sqlType: string }[] }[],
): Promise<ReadonlyMap<string, SqlFlaw>> {
  const { connection, close } = await openDuckDb({ memory: '1GB', spill: '', threads: 1 });
  try {
    for (const table of tables.values())
      await connection.run(
        twoRows(
          table.name,
          lakeColumns(table).map((each) => ({ name: each.name, sqlType: sqlTypes[each.type] })),
        ),
      );
    for (const each of imported) await connection.run(twoRows(each.name, each.columns));
    const sql = askOnly(connection, close);
    const { relations } = readDefinitions();
    const flaws = new Map<string, SqlFlaw>();
    for (const metric of all) {
      const flaw = (await flawOf(sql, metric, relations, [])) ?? (await flawOf(sql, metric, relations, metric.tags));
      if (flaw) flaws.set(metric.name, flaw);
    }
    return flaws;
  } finally {
    close();
  }
}

/**
 * A table with two rows: everything of the one is "a" and 1, of the other "b" and 2, at the same time, so that rows join
 * with those of their own kind, and both belong to the project "a".
 */
function twoRows(table: string, columns: readonly { readonly name: string; readonly sqlType: string }[]): string {
  if (table === 'project_mapping')
    return `CREATE VIEW project_mapping AS SELECT 'a' AS project_name, t AS "table", r AS row_id
      FROM (VALUES ('boards'), ('repos'), ('cicd_scopes')) x (t), (VALUES ('a'), ('b')) y (r)`;
  const row = (at: number) => columns.map((column) => `${valueOfType(column, at)} AS ${name(column.name)}`).join(', ');
  return `CREATE VIEW ${name(table)} AS SELECT ${row(0)} UNION ALL SELECT ${row(1)}`;
}

function valueOfType({ sqlType }: { readonly sqlType: string }, at: number): string {
  if (sqlType === 'VARCHAR') return literal(at === 0 ? 'a' : 'b');
  if (sqlType === 'TIMESTAMP') return `TIMESTAMP '${DAY} 12:00:00'`;
  if (sqlType === 'BIGINT' || sqlType === 'DOUBLE') return `CAST(${at + 1} AS ${sqlType})`;
  return sqlType === 'BOOLEAN' ? String(at === 0) : `CAST(NULL AS ${sqlType})`;
}

type Relations = ReturnType<typeof readDefinitions>['relations'];

async function flawOf(
  sql: Sql,
  metric: TriedMetric,
  relations: Relations,
  split: readonly string[],
): Promise<SqlFlaw | undefined> {
  const composed = compose(metric.sql, relations, QUESTION, split);
  try {
    const { columns, rows } = await sql.ask(composed);
    const parts = ['bucket', ...metric.series, ...split];
    const wanted = [...parts, ...metric.values.map((value) => value.name)];
    const missing = wanted.filter((column) => !columns.includes(column));
    if (missing.length > 0)
      return {
        message: `it answers ${columns.join(', ')}, and not ${missing.join(', ')}: each of bucket, series, tags and values is a column`,
      };
    const seen = new Set<string>();
    for await (const stretch of rows)
      for (const row of stretch) {
        const key = JSON.stringify(parts.map((column) => row[columns.indexOf(column)] ?? null));
        if (seen.has(key)) return { message: `it answers several rows for one ${parts.join(', ')}: GROUP BY them` };
        seen.add(key);
      }
    return undefined;
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    const [, line, column] = cause.path;
    // The relations that it names stand before it.
    const before = composed.split('\n').length - metric.sql.split('\n').length;
    const own = typeof line === 'number' ? line - before : 0;
    return { message: cause.message, ...(own > 0 && { line: own, ...(typeof column === 'number' && { column }) }) };
  }
}
