import * as z from 'zod';
import { ask, ProblemError, queryOf } from './ask.ts';
import type { Span } from './span.ts';

/** A number, a word, or null: N/A. */
export const Figure = z.union([z.number(), z.string(), z.null()]);
export type Figure = z.output<typeof Figure>;

const Row = z.record(z.string(), Figure);
const Value = z.object({ name: z.string(), unit: z.string() });
const Counted = z.object({ rule: z.string(), count: z.number() });
const Answer = z.object({
  metrics: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      values: z.array(Value),
      asOf: z.string().nullable(),
      isEmpty: z.boolean(),
      why: z.array(Counted).nullable(),
      rows: z.array(Row),
    }),
  ),
});
const Listed = z.object({ metrics: z.array(z.object({ name: z.string(), means: z.string(), rules: z.string() })) });

/** One bucket of a metric, under one combination of tags. */
export interface Measured {
  readonly bucket: string;
  /** Instants. */
  readonly starts: string;
  readonly ends: string;
  readonly finality: string;
  /** Its tags and its values, by name. */
  readonly cells: z.output<typeof Row>;
}

/** A metric over a span, as the server computed it. */
export interface Measurement {
  readonly name: string;
  readonly title: string;
  /** What it says, and its edge rules. */
  readonly means: string;
  readonly values: readonly z.output<typeof Value>[];
  readonly rows: readonly Measured[];
  readonly asOf: string | null;
  readonly isEmpty: boolean;
  /** Each rule with what it lets through, where there is nothing. */
  readonly why: readonly z.output<typeof Counted>[];
}

let meanings: Promise<ReadonlyMap<string, string>> | undefined;

/** What each metric means; asked for once. */
function readMeanings(): Promise<ReadonlyMap<string, string>> {
  meanings ??= ask(Listed, '/metrics').then(
    ({ metrics }) => new Map(metrics.map(({ name, means, rules }) => [name, `${means} ${rules}`.trim()])),
  );
  meanings.catch(() => {
    meanings = undefined;
  });
  return meanings;
}

/** Asks for a metric; `by` of range gives the whole span as one bucket. */
export async function measure(
  name: string,
  { project, from, to, range }: Span,
  { by = range.by, signal }: { by?: string; signal?: AbortSignal } = {},
): Promise<Measurement> {
  const query = queryOf({ project, from, to, by });
  const { metrics } = await ask(Answer, `/metrics/${name}${query}`, { ...(signal && { signal }) });
  const [found] = metrics;
  if (!found) throw new ProblemError(404, 'not_found', `there is no metric "${name}"`);
  const { title, values, asOf, isEmpty, why, rows } = found;
  const known = await readMeanings();
  return {
    ...{ name, title, values, asOf, isEmpty, why: why ?? [], means: known.get(name) ?? '' },
    rows: rows.map((cells) => ({
      bucket: String(cells.bucket),
      starts: String(cells.start),
      ends: String(cells.end),
      finality: String(cells.finality),
      cells,
    })),
  };
}

/** A figure that can be drawn. */
export const numberOf = (figure: Figure | undefined): number | null => (typeof figure === 'number' ? figure : null);

/** The unit of a value. */
export const unitOf = ({ values }: Measurement, name: string): string =>
  values.find((value) => value.name === name)?.unit ?? 'count';
