/** Numbers at even distances; null where there is none. Times are epoch seconds. */
export interface Series {
  readonly name: string;
  /** What it was asked for with, globs and all: the names of sums show it. */
  readonly expression: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly start: number;
  readonly step: number;
  readonly values: readonly (number | null)[];
  readonly consolidateBy: Fold;
}

/** How many numbers become one. */
export type Fold = keyof typeof folds;

const present = (values: readonly (number | null)[]): readonly number[] => values.filter((value) => value !== null);

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const averageOf = (values: readonly number[]): number => sumOf(values) / values.length;
const leastOf = (values: readonly number[]): number => values.reduce((least, value) => Math.min(least, value));
const mostOf = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value));

/** Each of at least one number. */
const folds = {
  average: averageOf,
  sum: sumOf,
  min: leastOf,
  max: mostOf,
  first: (values: readonly number[]) => values[0] ?? 0,
  last: (values: readonly number[]) => values.at(-1) ?? 0,
  count: (values: readonly number[]) => values.length,
  diff: (values: readonly number[]) => 2 * (values[0] ?? 0) - sumOf(values),
  multiply: (values: readonly number[]) => values.reduce((product, value) => product * value, 1),
  range: (values: readonly number[]) => mostOf(values) - leastOf(values),
  median: (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    return averageOf(sorted.slice(sorted.length % 2 === 0 ? middle - 1 : middle, middle + 1));
  },
  stddev: (values: readonly number[]) => {
    const average = averageOf(values);
    return Math.sqrt(averageOf(values.map((value) => (value - average) ** 2)));
  },
};

const isFold = (name: string): name is Fold => Object.hasOwn(folds, name);

/** What Graphite calls them, and what else it calls some. */
export const foldNames: ReadonlyMap<string, Fold> = new Map([
  ...Object.keys(folds).flatMap((name): [string, Fold][] => (isFold(name) ? [[name, name]] : [])),
  ['avg', 'average'],
  ['total', 'sum'],
  ['current', 'last'],
  ['rangeOf', 'range'],
]);

/** Numbers made one; null is skipped, and nothing makes null. A product of which one part is missing is missing. */
export function fold(by: Fold, values: readonly (number | null)[]): number | null {
  const known = present(values);
  if (known.length === 0 || (by === 'multiply' && known.length < values.length)) return null;
  const made = folds[by](known);
  return Number.isFinite(made) ? made : null;
}

/** The time of a value. */
export const timeAt = ({ start, step }: Series, index: number): number => start + index * step;

/** Several series on one grid, that of the finest: each time with the value of every series. */
export function together(all: readonly Series[]): {
  readonly start: number;
  readonly step: number;
  readonly rows: readonly (readonly (number | null)[])[];
} {
  const step = Math.min(...all.map((series) => series.step));
  const grid = all.filter((series) => series.step === step);
  const start = Math.min(...grid.map((series) => series.start));
  const end = Math.max(...grid.map((series) => timeAt(series, series.values.length)));
  const rows = Array.from({ length: Math.max(0, Math.ceil((end - start) / step)) }, (_, i) => {
    const at = start + i * step;
    return all.map((series) => series.values[Math.floor((at - series.start) / series.step)] ?? null);
  });
  return { start, step, rows };
}

/** As many points as a panel asked for at most: neighbours become one, in buckets that start at even times. */
export function consolidated(series: Series, most: number | undefined): Series {
  const { values, step, start, consolidateBy } = series;
  if (most === undefined || values.length <= most) return series;
  const each = Math.ceil(values.length / Math.max(1, most));
  const wide = step * each;
  const aligned = Math.floor(start / wide) * wide;
  const skipped = Math.round((start - aligned) / step);
  const made: (number | null)[] = [];
  for (let from = -skipped; from < values.length; from += each)
    made.push(fold(consolidateBy, values.slice(Math.max(0, from), from + each)));
  // An aligned first bucket may make one too many.
  return made.length > most
    ? { ...series, start: aligned + wide, step: wide, values: made.slice(made.length - most) }
    : { ...series, start: aligned, step: wide, values: made };
}
