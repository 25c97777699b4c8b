import * as z from 'zod';
import { ask, queryOf } from './ask.ts';
import type { Span } from './span.ts';

const Figure = z.union([z.number(), z.string(), z.null()]);

/** One bucket of a metric, under one combination of tags. */
const Measured = z.object({
  bucket: z.string(),
  starts: z.string(),
  ends: z.string(),
  tags: z.record(z.string(), z.string()).default({}),
  values: z.record(z.string(), Figure),
  finality: z.string().default('final'),
});
export type Measured = z.output<typeof Measured>;

const Value = z.object({ name: z.string(), unit: z.string() });
const Counted = z.object({ rule: z.string(), count: z.number() });

/** A metric over a span, as the server computed it. */
export const Measurement = z.object({
  name: z.string(),
  title: z.string(),
  means: z.string(),
  rules: z.string().default(''),
  values: z.array(Value),
  rows: z.array(Measured),
  asOf: z.string().nullable().default(null),
  explain: z.array(Counted).optional(),
});
export type Measurement = z.output<typeof Measurement>;

/** Asks for a metric; `by` of range gives the whole span as one bucket. */
export const measure = (
  name: string,
  { project, from, to, range }: Span,
  { by = range.by, split, signal }: { by?: string; split?: string; signal?: AbortSignal } = {},
): Promise<Measurement> =>
  ask(Measurement, `/metrics/${name}${queryOf({ project, from, to, by, split })}`, { ...(signal && { signal }) });

/** A figure that can be drawn. */
export const numberOf = (figure: z.output<typeof Figure> | undefined): number | null =>
  typeof figure === 'number' ? figure : null;

/** The unit of a value. */
export const unitOf = ({ values }: Measurement, name: string): string =>
  values.find((value) => value.name === name)?.unit ?? 'count';

/** Whether there is nothing at all: every figure N/A or 0. */
export const isEmpty = ({ rows, values }: Measurement): boolean => {
  const counted = values.filter(({ unit }) => unit !== 'level').map(({ name }) => name);
  return rows.every((row) => counted.every((name) => !row.values[name]));
};
