import type { Arguments, Scope } from './evaluate.ts';
import { GraphiteError } from './grammar.ts';
import { type Fold, fold, foldNamed, type Series, timeAt, together } from './series.ts';
import { spanOf } from './times.ts';

type Numbers = readonly (number | null)[];

/** A number, or none where a computation left the numbers. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Each series by itself: its numbers, and what it is called then. */
export const each =
  (
    named: (name: string, given: Arguments) => string,
    change: (values: Numbers, given: Arguments, series: Series) => Numbers,
  ) =>
  async (given: Arguments): Promise<readonly Series[]> =>
    (await given.series(0)).map((series) => ({
      ...series,
      name: named(series.name, given),
      values: change(series.values, given, series),
    }));

/** The paths of series, each once, as a name shows them. */
export const pathsOf = (all: readonly Series[]): string => [...new Set(all.map(({ path }) => path))].join(',');

/** Tags that all have, with the same value. */
function commonTags(all: readonly Series[]): Readonly<Record<string, string>> {
  const [first, ...rest] = all;
  return Object.fromEntries(
    Object.entries(first?.tags ?? {}).filter(([tag, value]) => rest.every(({ tags }) => tags[tag] === value)),
  );
}

/** All series as one. */
export function combine(all: readonly Series[], name: string, by: (row: Numbers) => number | null): readonly Series[] {
  const [first] = all;
  if (!first) return [];
  const { start, step, rows } = together(all);
  return [{ ...first, name, path: name, tags: commonTags(all), start, step, values: rows.map(by) }];
}

/** The parts of a series' name: nodes of its path, or values of tags. */
export function partsOf(series: Series, wanted: readonly (string | number)[]): string {
  const path = /^[^();]*/.exec(series.path)?.[0].split('.') ?? [];
  return wanted
    .flatMap((part) => {
      const index = Number(part);
      const found = Number.isInteger(index) && String(part).trim() !== '' ? path.at(index) : series.tags[String(part)];
      return found === undefined ? [] : [found];
    })
    .join('.');
}

/** Series by a key. */
export function grouped(
  all: readonly Series[],
  keyOf: (series: Series) => string,
): ReadonlyMap<string, readonly Series[]> {
  const groups = new Map<string, Series[]>();
  for (const series of all) groups.set(keyOf(series), [...(groups.get(keyOf(series)) ?? []), series]);
  return groups;
}

/** `sum`, `avg`, …, also as `sumSeries`. */
export function foldOf(name: string): Fold {
  const by = foldNamed(name.replace(/Series$/, ''));
  if (by) return by;
  throw new GraphiteError(
    `"${name}" is no way to make one number of many; there is: sum, average, min, max, first, last`,
  );
}

/** The same series, called otherwise. */
export const renamed = async (given: Arguments, nameOf: (series: Series) => string): Promise<readonly Series[]> =>
  (await given.series(0)).map((series) => ({ ...series, name: nameOf(series) }));

/** The last number of a series; less than any where it has none. */
export const lastOf = ({ values }: Series): number =>
  values.findLast((value) => value !== null) ?? Number.NEGATIVE_INFINITY;

/** Each number as the mean of those before it and itself. */
export async function movingAverage(given: Arguments, scope: Scope): Promise<readonly Series[]> {
  const window = given.either(1, 'windowSize') ?? 1;
  const [now] = await given.series(0);
  const step = now?.step ?? 1;
  const points = typeof window === 'number' ? window : Math.max(1, Math.round(Math.abs(spanOf(window)) / step));
  if (!Number.isInteger(points) || points < 1)
    throw new GraphiteError('movingAverage: windowSize is a number of points or a span');
  // What came before the range counts, too.
  const longer = await given.series(0, { ...scope, from: scope.from - points * step });
  return longer.map((series) => {
    const first = Math.max(0, Math.ceil(((now?.start ?? series.start) - series.start) / series.step));
    const values = series.values
      .map((_, i) => fold('average', series.values.slice(Math.max(0, i - points + 1), i + 1)))
      .slice(first);
    const name = `movingAverage(${series.name},${typeof window === 'number' ? window : `'${window}'`})`;
    return { ...series, name, start: timeAt(series, first), values };
  });
}

/** Numbers of wider buckets. */
export async function summarize(given: Arguments): Promise<readonly Series[]> {
  const interval = given.text(1, 'intervalString');
  const by = foldOf(given.text(2, 'func', 'sum'));
  const aligns = given.flag(3, 'alignToFrom');
  const wide = Math.abs(spanOf(interval));
  return (await given.series(0)).map((series) => {
    const { values, start, step } = series;
    const width = Math.max(step, wide);
    const begin = aligns ? start : Math.floor(start / width) * width;
    const buckets: (number | null)[][] = [];
    for (const [i, value] of values.entries()) {
      const bucket = Math.floor((start + i * step - begin) / width);
      while (buckets.length <= bucket) buckets.push([]);
      buckets[bucket]?.push(value);
    }
    const name = `summarize(${series.name}, "${interval}", "${by}"${aligns ? ', true' : ''})`;
    return { ...series, name, start: begin, step: width, values: buckets.map((held) => fold(by, held)) };
  });
}

/** Each series as its share of a total, or of all. */
export async function asPercent(given: Arguments): Promise<readonly Series[]> {
  const all = await given.series(0);
  const [first] = all;
  if (!first) return [];
  const total = given.count > 1 ? await totalOf(given) : undefined;
  const sums = typeof total === 'object' ? [total] : all;
  const { start, step, rows } = together([...all, ...(typeof total === 'object' ? [total] : [])]);
  return all.map((series, index) => ({
    ...series,
    name: `asPercent(${series.name},${typeof total === 'number' ? total : (total?.name ?? `sumSeries(${pathsOf(sums)})`)})`,
    start,
    step,
    values: rows.map((row) => {
      const value = row[index] ?? null;
      const whole =
        typeof total === 'number' ? total : typeof total === 'object' ? (row.at(-1) ?? null) : fold('sum', row);
      return value === null || whole === null || whole === 0 ? null : finite((value / whole) * 100);
    }),
  }));
}

/** A number, or one series that all are parts of. */
async function totalOf(given: Arguments): Promise<number | Series | undefined> {
  try {
    const number = given.value(1, 'total');
    if (number === null) return undefined;
    if (number !== undefined) return number;
  } catch (cause) {
    if (!(cause instanceof GraphiteError)) throw cause;
  }
  const [only, ...more] = await given.series(1);
  if (only && more.length === 0) return only;
  throw new GraphiteError('asPercent: the total is to be one series or a number');
}

/** Series divided by another one; nothing where that is 0. */
export async function divideSeries(given: Arguments): Promise<readonly Series[]> {
  const [dividends, [divisor, ...more]] = [await given.series(0), await given.series(1)];
  if (!divisor || more.length > 0)
    throw new GraphiteError(`divideSeries: the divisor is to be one series, not ${more.length + (divisor ? 1 : 0)}`);
  return dividends.map((dividend) => {
    const { start, step, rows } = together([dividend, divisor]);
    const values = rows.map(([a = null, b = null]) => (a === null || b === null || b === 0 ? null : finite(a / b)));
    return { ...dividend, name: `divideSeries(${dividend.name},${divisor.name})`, start, step, values };
  });
}

/** The first series less all others. */
export async function diffSeries(given: Arguments): Promise<readonly Series[]> {
  const all = await given.everything(0);
  return combine(all, `diffSeries(${pathsOf(all)})`, ([first = null, ...rest]) => {
    const sum = fold('sum', rest);
    return first === null && sum === null ? null : (first ?? 0) - (sum ?? 0);
  });
}

/** What series were some time before, shown now. */
export async function timeShift(given: Arguments, scope: Scope): Promise<readonly Series[]> {
  const written = given.text(1, 'timeShift');
  // Without a sign it goes back.
  const shift = /^[+-]/.test(written) ? spanOf(written) : -spanOf(written);
  const shifted = await given.series(0, { ...scope, from: scope.from + shift, until: scope.until + shift });
  return shifted.map((series) => ({
    ...series,
    name: `timeShift(${series.name}, '${written}')`,
    start: series.start - shift,
  }));
}

/** One value over the whole range. */
export const constantLine = async (given: Arguments, { from, until }: Scope): Promise<readonly Series[]> => {
  const value = given.number(0, 'value');
  const step = Math.max(1, Math.floor((until - from) / 2));
  const name = String(value);
  return [
    {
      name,
      path: name,
      tags: {},
      start: Math.floor(from),
      step,
      values: [value, value, value],
      consolidateBy: 'average',
    },
  ];
};

/** By how much numbers grow; a monotone one that falls was begun again. */
export function derived(values: Numbers, isMonotone: boolean): Numbers {
  let before: number | null = null;
  return values.map((value) => {
    const grown: number | null = value === null || before === null ? null : value - before;
    if (value !== null || isMonotone) before = value;
    return isMonotone && grown !== null && grown < 0 ? null : grown;
  });
}
