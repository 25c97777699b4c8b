import { once } from 'node:events';
import * as z from 'zod';
import { InvalidInputError } from '../../shared/errors.ts';
import type { ApiAnswer, ApiClient } from '../../shared/http/api-client.ts';
import type { DataArguments } from '../commands/data.ts';
import type { MetricArguments } from '../commands/metric.ts';
import { questionOf, type SqlArguments } from '../commands/sql-arguments.ts';
import { printNumbers, printWhy } from '../print-metric.ts';
import { printRows } from '../print-rows.ts';
import { grid, sayTo } from '../say.ts';

/** `sluice data`: every row, as they come; a stream that is cut off is an error. */
export async function remoteData(call: ApiClient, given: DataArguments): Promise<number> {
  const query = new URLSearchParams();
  if (given.fields !== undefined) query.set('fields', given.fields.replaceAll(' ', ''));
  for (const scope of given.scope ?? []) query.append('scope', scope);
  if (given.deleted) query.set('deleted', '1');
  await print(await call({ path: `/data/${encodeURIComponent(given.table)}?${query}` }));
  return 0;
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
  const format = given.json ? 'ndjson' : given.csv ? 'csv' : 'json';
  const answer = await call({ method: 'POST', path: '/sql', body: { sql, format } });
  if (format !== 'json') {
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
  await printRows({ columns, rows: all }, 'table', process.stdout);
  return 0;
}

const NameAndUnit = z.object({ name: z.string(), unit: z.string() });
const Listed = z.object({
  metrics: z.array(
    z.looseObject({
      name: z.string(),
      title: z.string(),
      means: z.string(),
      series: z.array(z.string()),
      tags: z.array(z.string()),
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
      rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
    }),
  ),
});

/** `sluice metric`. */
export async function remoteMetric(call: ApiClient, given: MetricArguments): Promise<number> {
  if (given.list) return remoteList(call, given.json ?? false);
  const { project, by, from, to, zone, split, states, explain } = given;
  const query = new URLSearchParams();
  const asked = { project, by, from, to, zone, split, states, explain: explain ? 'true' : undefined };
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, value);
  if (given.json || given.csv) query.set('format', given.json ? 'ndjson' : 'csv');
  const answer = await call({ path: `/metrics/${encodeURIComponent(given.name ?? '')}?${query}` });
  if (given.json || given.csv) {
    await print(answer);
    return 0;
  }
  const say = sayTo(process.stdout);
  for (const [i, { asOf, why, ...numbers }] of Measured.parse(await answer.json()).metrics.entries()) {
    if (i > 0) say.line();
    printNumbers({ ...numbers, asOf: asOf === null ? undefined : Date.parse(asOf) }, say);
    if (why) printWhy(why, say);
  }
  return 0;
}

async function remoteList(call: ApiClient, json: boolean): Promise<number> {
  const { metrics } = Listed.parse(await (await call({ path: '/metrics' })).json());
  const lines = json
    ? metrics.map((each) => JSON.stringify(each))
    : grid(
        ['metric', 'title', 'tags', 'what it means'],
        metrics.map(({ name, title, series, tags, means }) => [name, title, [...series, ...tags].join(' '), means]),
      );
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
