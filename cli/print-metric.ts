import type { Counted, Figure } from '../shared/metrics/measure.ts';
import { certainty, type Shown } from '../shared/metrics/question.ts';
import { asOf, stateOf } from '../shared/metrics/watermark.ts';
import { grid, type Say } from './say.ts';

const timeOf = (instant: number | undefined): string =>
  instant === undefined ? 'unknown' : `${new Date(instant).toISOString().slice(0, 16)}Z`;

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
