import type { Bucket } from './buckets.ts';
import { compose, type Question } from './compose.ts';
import type { Metric } from './definition.ts';
import type { Definitions } from './read-definitions.ts';

/** What answers SQL over the domain tables; columns in snake_case, times as timestamps in UTC. */
export interface LakePort {
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A number, a word, or null: N/A, which is not 0. */
export type Figure = number | string | null;

/** One line of a metric's answer. */
export interface Measured {
  readonly bucket: Bucket;
  readonly tags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Figure>>;
}

/** A metric over a range. */
export interface Measurement {
  readonly metric: Metric;
  /** The columns that part the numbers. */
  readonly tags: readonly string[];
  readonly rows: readonly Measured[];
}

/** One rule of an explanation, and how many there are. */
export interface Counted {
  readonly rule: string;
  readonly count: number;
}

/** Computes a metric, bucket by bucket. What happened in none is 0 where the source is mapped, and N/A where it is not. */
export async function measure(
  lake: LakePort,
  { relations }: Definitions,
  metric: Metric,
  question: Question,
  split: readonly string[] = [],
): Promise<Measurement> {
  const tags = [...metric.series, ...split];
  if (question.buckets.length === 0) return { metric, tags, rows: [] };
  const mapped = await lake.query(
    compose(`SELECT count(*) AS n FROM product_${placesOf[metric.needs]}`, relations, question),
  );
  if (!(Number(mapped[0]?.n) > 0)) return { metric, tags, rows: nothing(metric, question) };
  const found = await lake.query(compose(metric.sql, relations, question, split));
  return {
    metric,
    tags,
    rows: metric.running ? runningSums(found, metric, tags, question) : filled(found, metric, tags, question),
  };
}

/** Says why a metric is as it is: each rule with what it lets through, in the order in which they are asked. */
export async function explain(
  lake: LakePort,
  { relations, explanations }: Definitions,
  metric: Metric,
  question: Question,
): Promise<readonly Counted[]> {
  const file = explanations.get(metric.explain);
  if (!file)
    throw new TypeError(`the metric ${metric.name} names the explanation ${metric.explain}, which there is not`);
  const rows = await lake.query(compose(file.sql, relations, question));
  return rows.map(({ rule, count }) => ({ rule: String(rule), count: Number(count) }));
}

const placesOf = { boards: 'boards', repos: 'repos', cicd_scopes: 'scopes', places: 'places' } as const;

type Answer = Readonly<Record<string, unknown>>;

/** Numbers may come as bigint or as text (of a sum of 128 bits). */
function figure(value: unknown): Figure {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  const text = String(value);
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

const tagsOf = (row: Answer, tags: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map((tag) => [tag, row[tag] === null || row[tag] === '' ? 'N/A' : String(row[tag])]));

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The combinations of tags that there are; states also when nothing has been in them. */
function combinations(found: readonly Answer[], tags: readonly string[], { states }: Question) {
  const seen = new Map<string, Readonly<Record<string, string>>>();
  const note = (of: Readonly<Record<string, string>>) => seen.set(JSON.stringify(of), of);
  if (tags.length === 0) note({});
  if (tags.length === 1 && tags[0] === 'state') for (const state of states) note({ state });
  // As SQL answers them, they are in another order each time.
  const each = found
    .map((row) => tagsOf(row, tags))
    .toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
  for (const of of each) note(of);
  return [...seen].map(([key, of]) => ({ key, of }));
}

const empty = ({ values }: Metric): Readonly<Record<string, Figure>> =>
  Object.fromEntries(values.map(({ name, unit }) => [name, unit === 'count' ? 0 : null]));

function nothing({ values, series }: Metric, { buckets }: Question): readonly Measured[] {
  const none = Object.fromEntries(values.map(({ name }) => [name, null]));
  return buckets.map((bucket) => ({ bucket, tags: tagsOf({}, series), values: none }));
}

function filled(
  found: readonly Answer[],
  metric: Metric,
  tags: readonly string[],
  question: Question,
): readonly Measured[] {
  const at = new Map(found.map((row) => [`${String(row.bucket)} ${JSON.stringify(tagsOf(row, tags))}`, row]));
  const combined = combinations(found, tags, question);
  return question.buckets.flatMap((bucket) =>
    combined.map(({ key, of }) => {
      const row = at.get(`${bucket.label} ${key}`);
      const values = row && Object.fromEntries(metric.values.map(({ name }) => [name, figure(row[name])]));
      return { bucket, tags: of, values: values ?? empty(metric) };
    }),
  );
}

/** Adds changes up, from everything before the first bucket on. */
function runningSums(
  found: readonly Answer[],
  metric: Metric,
  tags: readonly string[],
  question: Question,
): readonly Measured[] {
  const at = new Map(found.map((row) => [`${String(row.bucket ?? '')} ${JSON.stringify(tagsOf(row, tags))}`, row]));
  const combined = combinations(found, tags, question);
  const sums = new Map<string, number>();
  const add = (label: string, key: string, name: string): number => {
    const sum = (sums.get(`${key} ${name}`) ?? 0) + Number(figure(at.get(`${label} ${key}`)?.[name]) ?? 0);
    sums.set(`${key} ${name}`, sum);
    return sum;
  };
  for (const { key } of combined) for (const { name } of metric.values) add('', key, name);
  return question.buckets.flatMap((bucket) =>
    combined.map(({ key, of }) => ({
      bucket,
      tags: of,
      values: Object.fromEntries(metric.values.map(({ name }) => [name, add(bucket.label, key, name)])),
    })),
  );
}
