import { places } from '../../shared/contract/places.ts';
import { ScopeRecord } from '../../shared/contract/stored.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { bucketsOf, dateAt, daysBefore, type Step } from '../../shared/metrics/buckets.ts';
import { literal, type Question } from '../../shared/metrics/compose.ts';
import type { Metric } from '../../shared/metrics/definition.ts';
import { explain, measure } from '../../shared/metrics/measure.ts';
import { type Definitions, readDefinitions } from '../../shared/metrics/read-definitions.ts';
import type { Input } from '../../shared/metrics/watermark.ts';
import { rowsOf } from '../../shared/pipeline/expand.ts';
import { streamInputs } from '../../shared/pipeline/stream-inputs.ts';
import { type Lake, openLake } from '../open-lake.ts';
import { flat, isEmpty, printMetric, type Shown } from '../print-metric.ts';
import { printRows } from '../print-rows.ts';
import { grid, sayTo } from '../say.ts';

/** What `sluice metric` was given. */
export interface MetricArguments {
  /** A metric, or the beginning of several: `dora`. */
  readonly name?: string;
  readonly store: string;
  readonly project?: string;
  readonly by?: Step;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  /** Tags, separated by commas. */
  readonly split?: string;
  /** States of the flow, separated by commas; default: those of the scope config. */
  readonly states?: string;
  readonly list?: boolean;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly memory: string;
}

/** Prints a metric, or all of a group, bucket by bucket, with how sure each number is; or which metrics there are. */
export async function metric(given: MetricArguments): Promise<number> {
  if (given.json && given.csv) throw new InvalidInputError('give either --json or --csv');
  const definitions = readDefinitions();
  if (given.list) return list(definitions, given.json ?? false);
  const metrics = named(definitions, given.name);
  const split = tagsOf(given.split, metrics);
  const now = systemClock.now();
  const range = rangeOf(given, metrics, now);
  const lake = await openLake(given.store, { memory: given.memory });
  try {
    const project = await projectNamed(lake, given.project);
    const { inputs, stateOrder } = await sourcesOf(given.store, lake, project);
    const states = given.states?.split(',').map((state) => state.trim()) ?? stateOrder;
    const question: Question = { ...range, project, zone: given.zone, now, states };
    const shown: Shown[] = [];
    for (const each of metrics) {
      const measurement = await measure(lake, definitions, each, question, split);
      const isAsked = given.explain === true || isEmpty(measurement);
      const why = isAsked ? { why: await explain(lake, definitions, each, question) } : {};
      shown.push({ measurement, inputs, now, ...why });
    }
    await print(shown, given);
    return 0;
  } finally {
    lake.close();
  }
}

function list({ metrics }: Definitions, json: boolean): number {
  const all = [...metrics.values()];
  const lines = json
    ? all.map(({ sql: _, ...header }) => JSON.stringify(header))
    : grid(
        ['metric', 'title', 'tags', 'what it means'],
        all.map(({ name, title, series, tags, means }) => [name, title, [...series, ...tags].join(' '), means]),
      );
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function named({ metrics }: Definitions, name: string | undefined): readonly Metric[] {
  if (name === undefined) throw new InvalidInputError('give a metric; sluice metric --list says which there are');
  const found = [...metrics.values()].filter((each) => each.name === name || each.name.startsWith(`${name}.`));
  if (found.length > 0) return found;
  const groups = [...new Set([...metrics.keys()].map((each) => each.slice(0, each.indexOf('.'))))];
  const message = `there is no metric "${name}"; sluice metric --list says which there are, groups are ${groups.join(', ')}`;
  throw new InvalidInputError(message);
}

function tagsOf(split: string | undefined, metrics: readonly Metric[]): readonly string[] {
  const tags = split === undefined ? [] : split.split(',').map((tag) => tag.trim());
  for (const { name, tags: known } of metrics)
    for (const tag of tags)
      if (!known.includes(tag))
        throw new InvalidInputError(`${name} has no tag "${tag}"; there is: ${known.join(', ') || 'none'}`);
  return tags;
}

/** Half a year in one, for what is defined over a range; elsewhere as many buckets as fit a screen. */
const SPAN: Readonly<Record<Step, number>> = { day: 13, week: 83, month: 180, range: 180 };

function rangeOf(given: MetricArguments, metrics: readonly Metric[], now: number): Pick<Question, 'buckets' | 'days'> {
  const { zone } = given;
  const by = given.by ?? (metrics.every(({ step }) => step === 'range') ? 'range' : 'day');
  const to = given.to ?? dateAt(zone, now);
  const from = given.from ?? daysBefore(to, SPAN[by]);
  const buckets = bucketsOf({ from, to, by, zone }).filter(({ starts }) => starts <= now);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last) throw new InvalidInputError(`--from ${from} is in the future`);
  // Days that are over or under way: what has not been yet is no day without a deployment.
  const days = {
    from: dateAt(zone, first.starts),
    to: dateAt(zone, Math.min(last.ends - 1, now)),
    by: 'day',
    zone,
  } as const;
  return { buckets, days: metrics.some(({ step }) => step === 'range') ? bucketsOf(days) : [] };
}

async function projectNamed(lake: Lake, name: string | undefined): Promise<string> {
  const rows = await lake.query('SELECT name FROM projects UNION SELECT project_name FROM project_mapping ORDER BY 1');
  const known = rows.map((row) => String(row.name));
  if (name !== undefined && known.includes(name)) return name;
  const there = known.length > 0 ? `there is: ${known.join(', ')}` : 'there is none yet';
  const asked = name === undefined ? 'give --project' : `there is no project "${name}"`;
  throw new InvalidInputError(`${asked}; ${there}`);
}

/** How far the scopes have come whose rows are mapped to the project, and the states that their mapping names. */
async function sourcesOf(
  folder: string,
  lake: Lake,
  project: string,
): Promise<{ inputs: readonly Input[]; stateOrder: readonly string[] }> {
  const mapped = await lake.query(`SELECT row_id FROM project_mapping WHERE project_name = ${literal(project)}`);
  // `jira:JiraBoard:cloud:8` belongs to the scope 8 of the connection cloud.
  const ids = new Set(
    mapped.map(({ row_id }) => String(row_id).split(':')).map(([a, , b, ...id]) => `${a}/${b}/${id.join(':')}`),
  );
  const store = openStore(folder, 'read');
  try {
    const scopes: ScopeRecord[] = [];
    for await (const row of rowsOf(store.control, places.scope('').pk)) scopes.push(ScopeRecord.parse(row));
    const ours = scopes.filter(({ plugin, connection, id }) => ids.has(`${plugin}/${connection}/${id}`));
    const orders = ours.map(({ config }) => stateOrderOf(config)).filter((order) => order.length > 0);
    return {
      inputs: await streamInputs(store.control, ours),
      stateOrder: orders[0] ?? ['TODO', 'IN_PROGRESS', 'DONE'],
    };
  } finally {
    store.close();
  }
}

function stateOrderOf(config: unknown): readonly string[] {
  if (typeof config !== 'object' || config === null || !('stateOrder' in config)) return [];
  return Array.isArray(config.stateOrder) ? config.stateOrder.map(String) : [];
}

async function print(shown: readonly Shown[], { json, csv }: MetricArguments): Promise<void> {
  const [say, notes] = [sayTo(process.stdout), sayTo(process.stderr)];
  if (!json && !csv) {
    for (const [i, each] of shown.entries()) {
      if (i > 0) say.line();
      printMetric(each, say, notes);
    }
    return;
  }
  for (const each of shown) {
    const rows = each.measurement.rows.map((row) => flat(row, each));
    const columns = Object.keys(rows[0] ?? {});
    const stretch = rows.map((row) => columns.map((name) => row[name] ?? null));
    const answer = {
      columns,
      rows: (async function* () {
        yield stretch;
      })(),
    };
    await printRows(answer, json ? 'ndjson' : 'csv', process.stdout);
    for (const { rule, count } of each.why ?? []) notes.line(`${each.measurement.metric.name}: ${rule}: ${count}`);
  }
}
