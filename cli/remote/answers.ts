import { once } from 'node:events';
import * as z from 'zod';
import { columnsOf } from '../../shared/domain/columns.ts';
import { tables } from '../../shared/domain/tables.ts';
import { CredentialError, InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { ApiAnswer, ApiClient } from '../../shared/http/api-client.ts';
import type { DataArguments } from '../commands/data.ts';
import type { MetricArguments } from '../commands/metric.ts';
import { questionOf, type SqlArguments } from '../commands/sql-arguments.ts';
import { printListedMetrics, printMetrics } from '../print-metric.ts';
import { printRows } from '../print-rows.ts';

/** `sluice data`: every row, as they come; a stream that is cut off is an error. */
export async function remoteData(call: ApiClient, given: DataArguments): Promise<number> {
  const table = tables.get(given.table);
  const fields =
    given.fields?.replaceAll(' ', '') ??
    (table &&
      columnsOf(table)
        .map(({ name }) => name)
        .join());
  try {
    await print(await call({ path: pathOf(given, fields) }));
  } catch (cause) {
    // A table that there is not is a word that was not understood, there as here.
    if (cause instanceof NotFoundError) throw new InvalidInputError(cause.message, ['table'], { cause });
    if (!(cause instanceof CredentialError) || given.fields !== undefined) throw cause;
    const rest = await call({ path: pathOf(given, undefined) });
    process.stderr.write('columns that tell of persons are left out: the key may not see them\n');
    await print(rest);
  }
  return 0;
}

function pathOf({ table, scope, deleted }: DataArguments, fields: string | undefined): string {
  const query = new URLSearchParams(fields === undefined ? {} : { fields });
  for (const each of scope ?? []) query.append('scope', each);
  if (deleted) query.set('deleted', '1');
  return `/data/${encodeURIComponent(table)}?${query}`;
}

async function print(answer: ApiAnswer): Promise<void> {
  for await (const text of answer.text()) if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

const Value = z.union([z.string(), z.number(), z.null(), z.boolean(), z.json()]);
const Rows = z.object({ columns: z.array(z.string()), rows: z.array(z.record(z.string(), Value)) });

/** `sluice sql`. */
export async function remoteSql(call: ApiClient, given: SqlArguments): Promise<number> {
  const sql = await questionOf(given);
  if (sql === undefined)
    throw new InvalidInputError(
      '--schema reads a local store; there, GET /api/v1/tables and /tables/TABLE tell the same',
    );
  // As JSON, a line an object, it comes as it is; what else is printed is made here, as of a local store.
  const answer = await call({ method: 'POST', path: '/sql', body: { sql, format: given.json ? 'ndjson' : 'json' } });
  if (given.json) {
    await print(answer);
    return 0;
  }
  const { columns, rows } = Rows.parse(await answer.json());
  const stretch = rows.map((row) =>
    columns.map((name) => {
      const value = row[name] ?? null;
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    }),
  );
  const all = (async function* () {
    yield stretch;
  })();
  await printRows({ columns, rows: all }, given.csv ? 'csv' : 'table', process.stdout);
  return 0;
}

const NameAndUnit = z.object({ name: z.string(), unit: z.string() });
const Listed = z.object({
  metrics: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      means: z.string(),
      rules: z.string(),
      series: z.array(z.string()),
      tags: z.array(z.string()),
      values: z.array(NameAndUnit),
      step: z.string(),
    }),
  ),
});
const Measured = z.object({
  metrics: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      values: z.array(NameAndUnit),
      asOf: z.string().nullable(),
      why: z.array(z.object({ rule: z.string(), count: z.number() })).nullable(),
      failing: z.array(z.object({ scope: z.string(), stream: z.string(), until: z.string().nullable() })).default([]),
      rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
    }),
  ),
});

const instantOf = (text: string | null): number | undefined => (text === null ? undefined : Date.parse(text));

/** `sluice metric`. */
export async function remoteMetric(call: ApiClient, given: MetricArguments): Promise<number> {
  if (given.list) {
    printListedMetrics(Listed.parse(await (await call({ path: '/metrics' })).json()).metrics, given.json ?? false);
    return 0;
  }
  const { name = '', project, by, from, to, zone, split, states, explain } = given;
  if (name === '') throw new InvalidInputError('give a metric; sluice metric --list says which there are');
  const query = new URLSearchParams();
  const asked = { project, by, from, to, zone, split, states, explain: explain ? 'true' : undefined };
  for (const [option, value] of Object.entries(asked)) if (value !== undefined) query.set(option, value);
  const answer = await call({ path: `/metrics/${encodeURIComponent(name)}?${query}` });
  const { metrics } = Measured.parse(await answer.json());
  const numbers = metrics.map(({ asOf, why, failing, ...each }) => ({
    ...each,
    asOf: instantOf(asOf),
    why: why ?? undefined,
    failing: failing.map(({ until, ...of }) => ({ ...of, until: instantOf(until) })),
  }));
  await printMetrics(numbers, given);
  return 0;
}
