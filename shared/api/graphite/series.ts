/** Numbers at even distances; null where there is none. Times are epoch seconds. */
export interface Series {
  readonly name: string;
  /** The innermost path that it came of: what `aliasByNode` counts. */
  readonly path: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly start: number;
  readonly step: number;
  readonly values: readonly (number | null)[];
  readonly consolidateBy: Fold;
}

/** How many numbers become one. */
export type Fold = 'average' | 'sum' | 'min' | 'max' | 'first' | 'last';

const present = (values: readonly (number | null)[]): readonly number[] => values.filter((value) => value !== null);

const folds: Readonly<Record<Fold, (values: readonly number[]) => number>> = {
  average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  min: (values) => values.reduce((least, value) => Math.min(least, value)),
  max: (values) => values.reduce((most, value) => Math.max(most, value)),
  first: (values) => values[0] ?? 0,
  last: (values) => values.at(-1) ?? 0,
};

/** What Graphite also calls them. */
export const foldNamed = (name: string): Fold | undefined =>
  new Map<string, Fold>([
    ...Object.keys(folds).flatMap((known): [string, Fold][] => (isFold(known) ? [[known, known]] : [])),
    ['avg', 'average'],
    ['total', 'sum'],
    ['current', 'last'],
  ]).get(name);

const isFold = (name: string): name is Fold => name in folds;

/** Numbers made one; null is skipped, and nothing makes null. */
export function fold(by: Fold, values: readonly (number | null)[]): number | null {
  const known = present(values);
  if (known.length === 0) return null;
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
