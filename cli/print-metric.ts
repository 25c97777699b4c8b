import type { Counted, Figure, Measured, Measurement } from '../shared/metrics/measure.ts';
import { asOf, finalityOf, type Input, stateOf } from '../shared/metrics/watermark.ts';
import { grid, type Say } from './say.ts';

/** A metric as it is printed: what was measured, and how far its inputs have come. */
export interface Shown {
  readonly measurement: Measurement;
  readonly inputs: readonly Input[];
  readonly now: number;
  /** Asked for, or nothing was found. */
  readonly why?: readonly Counted[];
}

const HOUR = 3_600_000;

/** Whether nothing was found at all: every figure N/A or 0. */
export const isEmpty = ({ rows, metric }: Measurement): boolean => {
  const counted = metric.values.filter(({ unit }) => unit !== 'level').map(({ name }) => name);
  return rows.every(({ values }) => counted.every((name) => !values[name]));
};

const timeOf = (instant: number | undefined): string =>
  instant === undefined ? 'unknown' : `${new Date(instant).toISOString().slice(0, 16)}Z`;

/** How sure a row is: `final`, `provisional`, or `incomplete`. */
function certainty({ bucket }: Measured, { inputs, now, measurement }: Shown): string {
  const { grace } = measurement.metric;
  return finalityOf(bucket, inputs, now, { grace: grace * HOUR, maxHold: 24 * HOUR, idleAfter: HOUR }).kind;
}

/** Prints a metric for people: its numbers, until when they are complete, and why there are none. */
export function printMetric(shown: Shown, say: Say, notes: Say): void {
  const { measurement, inputs, now, why } = shown;
  const { metric, tags, rows } = measurement;
  const values = metric.values.map(({ name, unit }) =>
    unit === 'count' || unit === 'level' || name.includes(unit) ? name : `${name} (${unit})`,
  );
  const cells = rows.map((row) => [
    row.bucket.label,
    ...tags.map((tag) => row.tags[tag] ?? 'N/A'),
    ...metric.values.map(({ name }) => inWords(row.values[name] ?? null)),
    certainty(row, shown),
  ]);
  say.line(say.strong(`${metric.title} (${metric.name})`));
  const [heading = '', ...lines] = grid(['bucket', ...tags, ...values, ''], cells);
  say.line(say.faint(heading));
  for (const line of lines) say.line(line);
  say.line(say.faint(`as of ${timeOf(asOf(inputs, now))}`));
  for (const input of inputs.filter((each) => stateOf(each, now) === 'failing'))
    notes.line(`${input.scope} ${input.stream}: its last sync failed; complete until ${timeOf(input.watermark)}`);
  if (why) printWhy(why, say);
}

/** Each rule with what it lets through; the first that lets nothing through is marked. */
export function printWhy(why: readonly Counted[], say: Say): void {
  const first = why.findIndex(({ count }) => count === 0);
  for (const [i, line] of grid(
    ['', ''],
    why.map(({ rule, count }) => [`  ${rule}`, count]),
  )
    .slice(1)
    .entries())
    say.line(i === first ? say.bad(`${line}  ← here it ends`) : line);
}

const inWords = (figure: Figure): string => {
  if (figure === null) return 'N/A';
  if (typeof figure === 'string') return figure;
  return Number.isInteger(figure)
    ? figure.toLocaleString('en-US')
    : figure.toLocaleString('en-US', { maximumFractionDigits: 2, minimumFractionDigits: 1 });
};

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
