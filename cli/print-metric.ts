import type { Counted, Figure } from '../shared/metrics/measure.ts';
import { flat, type Shown } from '../shared/metrics/question.ts';
import { asOf, stateOf } from '../shared/metrics/watermark.ts';
import { printRows } from './print-rows.ts';
import { grid, type Say, sayTo } from './say.ts';

const timeOf = (instant: number | undefined): string =>
  instant === undefined ? 'unknown' : `${new Date(instant).toISOString().slice(0, 16)}Z`;

/** A metric that was measured, here or by the API. */
export interface Numbers {
  readonly name: string;
  readonly title: string;
  readonly values: readonly { readonly name: string; readonly unit: string }[];
  /** Flat, as `flat` makes them: tags stand between the bucket's end and the values. */
  readonly rows: readonly Readonly<Record<string, Figure>>[];
  /** Epoch milliseconds. */
  readonly asOf: number | undefined;
  /** Whose last sync failed, and until when each is complete. */
  readonly failing: readonly { readonly scope: string; readonly stream: string; readonly until: number | undefined }[];
  readonly why?: readonly Counted[] | undefined;
}

/** What was measured here. */
export function numbersOf(shown: Shown): Numbers {
  const { measurement, inputs, now, why } = shown;
  const { name, title, values } = measurement.metric;
  return {
    ...{ name, title, values, why },
    rows: measurement.rows.map((row) => flat(row, shown)),
    asOf: asOf(inputs, now),
    failing: inputs
      .filter((each) => stateOf(each, now) === 'failing')
      .map(({ scope, stream, watermark }) => ({ scope, stream, until: watermark })),
  };
}

/** Prints metrics: for people, one JSON object a line, or CSV, each with its heading. */
export async function printMetrics(
  all: readonly Numbers[],
  { json = false, csv = false }: { readonly json?: boolean; readonly csv?: boolean },
): Promise<void> {
  const [say, notes] = [sayTo(process.stdout), sayTo(process.stderr)];
  for (const [i, each] of all.entries()) {
    if (json || csv) await printFlat(each, json ? 'ndjson' : 'csv', notes);
    else {
      if (i > 0) say.line();
      printNumbers(each, say);
      for (const { scope, stream, until } of each.failing)
        notes.line(`${scope} ${stream}: its last sync failed; complete until ${timeOf(until)}`);
      if (each.why) printWhy(each.why, say);
    }
  }
}

async function printFlat({ name, rows, why }: Numbers, format: 'ndjson' | 'csv', notes: Say): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const stretch = rows.map((row) => columns.map((column) => row[column] ?? null));
  const answer = {
    columns,
    rows: (async function* () {
      yield stretch;
    })(),
  };
  await printRows(answer, format, process.stdout);
  for (const { rule, count } of why ?? []) notes.line(`${name}: ${rule}: ${count}`);
}

/** Which metrics there are. */
export interface Listed {
  readonly name: string;
  readonly title: string;
  readonly means: string;
  readonly rules: string;
  readonly series: readonly string[];
  readonly tags: readonly string[];
  readonly values: readonly { readonly name: string; readonly unit: string }[];
  readonly step: string;
}

/** Prints which metrics there are, for people or one JSON object a line. */
export function printListedMetrics(all: readonly Listed[], json: boolean): void {
  const lines = json
    ? all.map(({ name, title, means, rules, series, tags, values, step }) =>
        JSON.stringify({ name, title, means, rules, series, tags, values, step }),
      )
    : grid(
        ['metric', 'title', 'tags', 'what it means'],
        all.map(({ name, title, series, tags, means }) => [name, title, [...series, ...tags].join(' '), means]),
      );
  process.stdout.write(`${lines.join('\n')}\n`);
}

const NO_TAGS = new Set(['metric', 'bucket', 'start', 'end', 'finality', 'as_of']);

/** Prints the numbers, bucket by bucket, and until when they are complete. */
function printNumbers({ name, title, values, rows, asOf: reached }: Numbers, say: Say): void {
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
function printWhy(why: readonly Counted[], say: Say): void {
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
