import type { Counted, Figure } from '../shared/metrics/measure.ts';
import { flat, type Shown } from '../shared/metrics/question.ts';
import { asOf, stateOf } from '../shared/metrics/watermark.ts';
import { grid, type Say } from './say.ts';

const timeOf = (instant: number | undefined): string =>
  instant === undefined ? 'unknown' : `${new Date(instant).toISOString().slice(0, 16)}Z`;

/** The numbers of a metric, here or from the API. */
export interface Numbers {
  readonly name: string;
  readonly title: string;
  readonly values: readonly { readonly name: string; readonly unit: string }[];
  /** Flat, as `flat` makes them: tags stand between the bucket's end and the values. */
  readonly rows: readonly Readonly<Record<string, Figure>>[];
  /** Epoch milliseconds. */
  readonly asOf: number | undefined;
}

/** Prints a metric for people: its numbers, until when they are complete, and why there are none. */
export function printMetric(shown: Shown, say: Say, notes: Say): void {
  const { measurement, inputs, now, why } = shown;
  const { metric } = measurement;
  const rows = measurement.rows.map((row) => flat(row, shown));
  printNumbers({ name: metric.name, title: metric.title, values: metric.values, rows, asOf: asOf(inputs, now) }, say);
  for (const input of inputs.filter((each) => stateOf(each, now) === 'failing'))
    notes.line(`${input.scope} ${input.stream}: its last sync failed; complete until ${timeOf(input.watermark)}`);
  if (why) printWhy(why, say);
}

const NO_TAGS = new Set(['metric', 'bucket', 'start', 'end', 'finality', 'as_of']);

/** Prints the numbers, bucket by bucket, and until when they are complete. */
export function printNumbers({ name, title, values, rows, asOf: reached }: Numbers, say: Say): void {
  const headings = values.map((value) =>
    value.unit === 'count' || value.unit === 'level' || value.name.includes(value.unit)
      ? value.name
      : `${value.name} (${value.unit})`,
  );
  const tags = Object.keys(rows[0] ?? {}).filter(
    (column) => !NO_TAGS.has(column) && !values.some((value) => value.name === column),
  );
  const cells = rows.map((row) => [
    String(row.bucket),
    ...tags.map((tag) => String(row[tag] ?? 'N/A')),
    ...values.map((value) => inWords(row[value.name] ?? null)),
    String(row.finality),
  ]);
  say.line(say.strong(`${title} (${name})`));
  const [heading = '', ...lines] = grid(['bucket', ...tags, ...headings, ''], cells);
  say.line(say.faint(heading));
  for (const line of lines) say.line(line);
  say.line(say.faint(`as of ${timeOf(reached)}`));
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
