import type { Arguments, Scope } from './evaluate.ts';
import { GraphiteError } from './grammar.ts';
import { type Fold, fold, foldNames, type Series, timeAt, together } from './series.ts';
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
    (await given.series(0)).map((series) => {
      const name = named(series.name, given);
      return { ...series, name, expression: name, values: change(series.values, given, series) };
    });

/** What series were asked for with, each once, as a name shows them. */
export const expressionsOf = (all: readonly Series[]): string =>
  [...new Set(all.map(({ expression }) => expression))].join(',');

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
  const tags = { name, ...commonTags(all) };
  return [{ ...first, name, expression: name, tags, start, step, values: rows.map(by) }];
}

/** The nodes of a series: of its name, or of the innermost path where that is a call. */
export function nodesOf({ name }: Series): readonly string[] {
  const path = name.endsWith(')') ? (/[^(),\s'"]+(?=[,)])/.exec(name)?.[0] ?? name) : name;
  return (path.split(';')[0] ?? '').split('.');
}

/** The parts of a series' name: nodes of its path, or values of tags. */
export function partsOf(series: Series, wanted: readonly (string | number)[]): string {
  const path = nodesOf(series);
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
  const by = foldNames.get(name.replace(/Series$/, ''));
  if (by) return by;
  throw new GraphiteError(
    `"${name}" is no way to make one number of many; there is: ${[...foldNames.keys()].join(', ')}`,
  );
}

/** The same series, called otherwise. */
export const renamed = async (given: Arguments, nameOf: (series: Series) => string): Promise<readonly Series[]> =>
  (await given.series(0)).map((series) => ({ ...series, name: nameOf(series) }));

/** Each number as what those before it and itself are as one: their `average`, `median`, `sum`, `max`, `min`. */
export async function moving(given: Arguments, scope: Scope, named: string): Promise<readonly Series[]> {
  const by = foldOf(named);
  const called = `moving${named.charAt(0).toUpperCase()}${named.slice(1)}`;
  const window = given.either(1, 'windowSize') ?? 1;
  const [now] = await given.series(0);
  const step = now?.step ?? 1;
  const points = typeof window === 'number' ? window : Math.max(1, Math.round(Math.abs(spanOf(window)) / step));
  if (!Number.isInteger(points) || points < 1)
    throw new GraphiteError(`${called}: windowSize is a number of points or a span`);
  // What came before the range counts, too.
  const longer = await given.series(0, { ...scope, from: scope.from - points * step });
  return longer.map((series) => {
    const first = Math.max(0, Math.ceil(((now?.start ?? series.start) - series.start) / series.step));
    const values = series.values
      .map((_, i) => fold(by, series.values.slice(Math.max(0, i - points + 1), i + 1)))
      .slice(first);
    const name = `${called}(${series.name},${typeof window === 'number' ? window : `"${window}"`})`;
    return { ...series, name, expression: name, start: timeAt(series, first), values };
  });
}

/**
 * The percentile n of numbers, n above 0 and 100 at most, by the rank n/100 · (count + 1); null is skipped.
 *
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2, as graphite-web computes it.
 */
export function percentile(values: Numbers, n: number, between: boolean): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const exact = (n / 100) * (sorted.length + 1);
  const rank = between ? Math.floor(exact) : Math.ceil(exact);
  const at = (place: number): number => sorted[Math.min(Math.max(place, 1), sorted.length) - 1] ?? 0;
  return between ? at(rank) + (exact - rank) * (at(rank + 1) - at(rank)) : at(rank);
}

/** Gaps of at most `limit` filled with the number before them. */
export const filledForward = (values: Numbers, limit: number): Numbers =>
  filled(values, limit, true, (before) => before);

/** Gaps of at most `limit` between two numbers filled with a straight line. */
export const filledBetween = (values: Numbers, limit: number): Numbers =>
  filled(values, limit, false, (before, after, part) => before + part * (after - before));

function filled(
  values: Numbers,
  limit: number,
  toTheEnd: boolean,
  by: (before: number, after: number, part: number) => number,
): Numbers {
  const made = [...values];
  for (let i = 1; i < made.length; i += 1) {
    const before = made[i - 1] ?? null;
    if (made[i] !== null || before === null) continue;
    let end = i;
    while (end < made.length && made[end] === null) end += 1;
    const after = made[end] ?? null;
    const [length, first] = [end - i, i];
    if (length <= limit && (toTheEnd || after !== null))
      for (let k = first; k < end; k += 1) made[k] = by(before, after ?? before, (k - first + 1) / (length + 1));
    i = end;
  }
  return made;
}

/** Numbers of wider buckets. */
export async function summarize(given: Arguments): Promise<readonly Series[]> {
  const interval = given.text(1, 'intervalString');
  const said = given.text(2, 'func', 'sum');
  const by = foldOf(said);
  const aligns = given.flag(3, 'alignToFrom');
  const wide = Math.abs(spanOf(interval));
  return (await given.series(0)).map((series) => {
    const { values, start, step } = series;
    const width = Math.max(step, wide);
    const end = timeAt(series, values.length);
    const begin = aligns ? start : Math.floor(start / width) * width;
    const count = Math.ceil((end - begin) / width);
    const buckets = Array.from({ length: count }, (): (number | null)[] => []);
    for (const [i, value] of values.entries()) buckets[Math.floor((start + i * step - begin) / width)]?.push(value);
    const name = `summarize(${series.name}, "${interval}", "${said}"${aligns ? ', true' : ''})`;
    return {
      ...series,
      name,
      expression: name,
      start: begin,
      step: width,
      values: buckets.map((held) => fold(by, held)),
    };
  });
}

/** What numbers a second amount to in wider buckets, which end where the range ends. */
export async function hitcount(given: Arguments): Promise<readonly Series[]> {
  const interval = given.text(1, 'intervalString');
  const width = Math.abs(spanOf(interval));
  return (await given.series(0)).map((series) => {
    const { values, start, step } = series;
    const end = timeAt(series, values.length);
    const count = Math.ceil((end - start) / width);
    const begin = end - count * width;
    const sums = new Map<number, number>();
    for (const [i, value] of values.entries()) {
      if (value === null) continue;
      for (let from = start + i * step; from < start + (i + 1) * step; ) {
        const bucket = Math.floor((from - begin) / width);
        const until = Math.min(start + (i + 1) * step, begin + (bucket + 1) * width);
        sums.set(bucket, (sums.get(bucket) ?? 0) + value * (until - from));
        from = until;
      }
    }
    const name = `hitcount(${series.name}, "${interval}")`;
    const made = Array.from({ length: count }, (_, i) => sums.get(i) ?? null);
    return { ...series, name, expression: name, start: begin, step: width, values: made };
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
    name: `asPercent(${series.name},${typeof total === 'number' ? total : (total?.name ?? `sumSeries(${expressionsOf(sums)})`)})`,
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

/** What series were some time before, shown now. */
export async function timeShift(given: Arguments, scope: Scope): Promise<readonly Series[]> {
  const written = given.text(1, 'timeShift');
  // Without a sign it goes back.
  const shift = /^[+-]/.test(written) ? spanOf(written) : -spanOf(written);
  const shifted = await given.series(0, { ...scope, from: scope.from + shift, until: scope.until + shift });
  const said = /^[+-]/.test(written) ? written : `-${written}`;
  return shifted.map((series) => {
    const name = `timeShift(${series.name}, "${said}")`;
    return { ...series, name, expression: name, start: series.start - shift };
  });
}

/** One value over the whole range. */
export function constantLine(value: number, { from, until }: Scope): readonly Series[] {
  const step = Math.max(1, Math.floor((until - from) / 2));
  const name = String(value);
  const values = [value, value, value];
  return [{ name, expression: name, tags: { name }, start: Math.floor(from), step, values, consolidateBy: 'average' }];
}

/** By how much numbers grow; next to null it is not known. A monotone one that falls was begun again. */
export function derived(values: Numbers, isMonotone: boolean): Numbers {
  return values.map((value, i) => {
    const before = values[i - 1] ?? null;
    const grown = value === null || before === null ? null : value - before;
    return isMonotone && grown !== null && grown < 0 ? null : grown;
  });
}
