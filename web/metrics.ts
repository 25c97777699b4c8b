import * as z from 'zod';
import { ask, ProblemError, queryOf } from './ask.ts';
import type { Step } from './span.ts';
import { type Answered, useAnswer } from './use-answer.ts';

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

type Found = z.output<typeof Answer>['metrics'][number];

/** What is asked in one breath, of the same span: one question of the server instead of one a chart. */
interface Batch {
  readonly names: Set<string>;
  readonly answers: Promise<ReadonlyMap<string, Found>>;
}
const waiting = new Map<string, Batch>();
/** So many that a deployed Sluice answers far within its limit, and that the first charts need not wait for the last. */
const MOST = 4;

const askFor = async (names: readonly string[], query: string): Promise<ReadonlyMap<string, Found>> => {
  const { metrics } = await ask(Answer, `/metrics/${names.join(',')}${query}`);
  return new Map(metrics.map((metric) => [metric.name, metric]));
};

/** One answer; where several were asked for together and that failed, the one by itself says what is wrong. */
async function found(name: string, query: string): Promise<Found> {
  let batch = waiting.get(query);
  if (batch === undefined || (batch.names.size >= MOST && !batch.names.has(name))) {
    const names = new Set<string>();
    batch = {
      names,
      answers: Promise.resolve().then(() => {
        if (waiting.get(query)?.names === names) waiting.delete(query);
        return askFor([...names], query);
      }),
    };
    waiting.set(query, batch);
  }
  const { names } = batch;
  names.add(name);
  const answers = await batch.answers.catch((cause: unknown) => {
    if (names.size === 1) throw cause;
    return askFor([name], query);
  });
  const metric = answers.get(name);
  if (!metric) throw new ProblemError(404, 'not_found', `there is no metric "${name}"`);
  return metric;
}

/** A metric of a project from a day to a day, in buckets; range gives the whole as one. */
export interface Asked {
  readonly metric: string;
  readonly project: string;
  readonly from: string;
  readonly to: string;
  readonly by: Step | 'range';
}

const known = new Map<string, Measurement>();
/** As many as some views show. */
const KEPT = 200;
const nameOf = (asked: Asked): string => JSON.stringify(asked);

/** Asks for a metric. @throws ProblemError */
export async function measure(asked: Asked): Promise<Measurement> {
  const { metric, project, from, to, by } = asked;
  const [{ name, title, values, asOf, isEmpty, why, rows }, meanings] = await Promise.all([
    found(metric, queryOf({ project, from, to, by })),
    readMeanings(),
  ]);
  const measurement: Measurement = {
    ...{ name, title, values, asOf, isEmpty, why: why ?? [], means: meanings.get(name) ?? '' },
    rows: rows.map((cells) => ({
      bucket: String(cells.bucket),
      starts: String(cells.start),
      ends: String(cells.end),
      finality: String(cells.finality),
      cells,
    })),
  };
  const [oldest] = known.keys();
  if (known.size >= KEPT && oldest !== undefined) known.delete(oldest);
  known.set(nameOf(asked), measurement);
  return measurement;
}

/** What it was when it was asked for last, to show while it is asked for again: the way back to a chart is at once. */
export const measuredBefore = (asked: Asked): Measurement | undefined => known.get(nameOf(asked));

/** A metric of a span, asked for when either changes. */
export function useMeasured(asked: Asked): Answered<Measurement> {
  const [answer] = useAnswer(nameOf(asked), () => measure(asked), undefined, measuredBefore(asked));
  return answer;
}

/** A figure that can be drawn. */
export const numberOf = (figure: Figure | undefined): number | null => (typeof figure === 'number' ? figure : null);

/** The unit of a value. */
export const unitOf = ({ values }: Measurement, name: string): string =>
  values.find((value) => value.name === name)?.unit ?? 'count';
