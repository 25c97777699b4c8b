import { InvalidInputError } from '../errors.ts';
import { bucketsOf, dateAt, daysBefore, type Step } from './buckets.ts';
import { literal, type Question } from './compose.ts';
import type { Metric } from './definition.ts';
import {
  type Counted,
  explain,
  type Figure,
  type LakePort,
  type Measured,
  type Measurement,
  measure,
} from './measure.ts';
import type { Definitions } from './read-definitions.ts';
import { asOf, finalityOf, type Input } from './watermark.ts';

/** What a metric is asked for: a range of dates, in buckets; what is left out is chosen by the metric. */
export interface Asked {
  readonly by?: Step;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
}

/** A metric as it is shown: what was measured, and how far its inputs have come. */
export interface Shown {
  readonly measurement: Measurement;
  readonly inputs: readonly Input[];
  readonly now: number;
  /** Asked for, or nothing was found. */
  readonly why?: readonly Counted[];
}

const HOUR = 3_600_000;

/** The metric of this name, or all of a group: `dora`; several with commas. @throws InvalidInputError when there is none */
export function metricsNamed({ metrics }: Definitions, names: string | undefined): readonly Metric[] {
  if (names === undefined) throw new InvalidInputError('give a metric; sluice metric --list says which there are');
  const all = [...metrics.values()];
  const named = names.split(',').flatMap((name) => {
    const found = all.filter((each) => each.name === name || each.name.startsWith(`${name}.`));
    if (found.length > 0) return found;
    const groups = [...new Set([...metrics.keys()].map((each) => each.slice(0, each.indexOf('.'))))];
    const message = `there is no metric "${name}"; sluice metric --list says which there are, groups are ${groups.join(', ')}`;
    throw new InvalidInputError(message);
  });
  return [...new Set(named)];
}

/** By which tags the numbers are to be parted. @throws InvalidInputError when a metric has no such tag */
export function splitOf(split: string | undefined, metrics: readonly Metric[]): readonly string[] {
  const tags = split === undefined ? [] : split.split(',').map((tag) => tag.trim());
  for (const { name, tags: known } of metrics)
    for (const tag of tags)
      if (!known.includes(tag))
        throw new InvalidInputError(`${name} has no tag "${tag}"; there is: ${known.join(', ') || 'none'}`);
  return tags;
}

/** Half a year in one, for what is defined over a range; elsewhere as many buckets as fit a screen. */
const SPAN: Readonly<Record<Step, number>> = { day: 13, week: 83, month: 180, range: 180 };

/** The buckets that are asked for; none that has not begun. @throws InvalidInputError */
export function rangeOf(given: Asked, metrics: readonly Metric[], now: number): Pick<Question, 'buckets' | 'days'> {
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

/** A product that there is. @throws InvalidInputError which says which there are */
export async function projectNamed(lake: LakePort, name: string | undefined): Promise<string> {
  const rows = await lake.query('SELECT name FROM projects UNION SELECT project_name FROM project_mapping ORDER BY 1');
  const known = rows.map((row) => String(row.name));
  if (name !== undefined && known.includes(name)) return name;
  const there = known.length > 0 ? `there is: ${known.join(', ')}` : 'there is none yet';
  const asked = name === undefined ? 'give --project' : `there is no project "${name}"`;
  throw new InvalidInputError(`${asked}; ${there}`);
}

/** The ids of what is mapped to a product: repositories, boards, builds. */
export async function mappedTo(lake: LakePort, project: string): Promise<readonly string[]> {
  const rows = await lake.query(`SELECT row_id FROM project_mapping WHERE project_name = ${literal(project)}`);
  return rows.map(({ row_id }) => String(row_id));
}

/** Whether nothing was found at all: every figure N/A or 0. */
export const isEmpty = ({ rows, metric }: Measurement): boolean => {
  const counted = metric.values.filter(({ unit }) => unit !== 'level').map(({ name }) => name);
  return rows.every(({ values }) => counted.every((name) => !values[name]));
};

/** How sure a row is: `final`, `provisional`, or `incomplete`. */
export function certainty({ bucket }: Measured, { inputs, now, measurement }: Shown): string {
  const { grace } = measurement.metric;
  return finalityOf(bucket, inputs, now, { grace: grace * HOUR, maxHold: 24 * HOUR, idleAfter: HOUR }).kind;
}

/** A row as a flat object, the same columns for every row of a metric. */
export function flat(row: Measured, shown: Shown): Readonly<Record<string, Figure>> {
  const { metric, tags } = shown.measurement;
  const reached = asOf(shown.inputs, shown.now);
  return {
    metric: metric.name,
    bucket: row.bucket.label,
    start: new Date(row.bucket.starts).toISOString(),
    end: new Date(row.bucket.ends).toISOString(),
    ...Object.fromEntries(tags.map((tag) => [tag, row.tags[tag] ?? null])),
    ...Object.fromEntries(metric.values.map(({ name }) => [name, row.values[name] ?? null])),
    finality: certainty(row, shown),
    as_of: reached === undefined ? null : new Date(reached).toISOString(),
  };
}

/** Measures metrics one after the other; what is empty is explained, and everything when that is asked for. */
export async function measureAll(
  lake: LakePort,
  definitions: Definitions,
  metrics: readonly Metric[],
  given: {
    readonly question: Question;
    readonly split: readonly string[];
    readonly inputs: readonly Input[];
    readonly explained: boolean;
  },
): Promise<readonly Shown[]> {
  const { question, split, inputs, explained } = given;
  const shown: Shown[] = [];
  for (const metric of metrics) {
    const measurement = await measure(lake, definitions, metric, question, split);
    const why =
      explained || isEmpty(measurement) ? { why: await explain(lake, definitions, metric, question) } : undefined;
    shown.push({ measurement, inputs, now: question.now, ...why });
  }
  return shown;
}
