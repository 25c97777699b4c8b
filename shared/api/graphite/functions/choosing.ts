import { foldOf } from '../computing.ts';
import type { Arguments } from '../evaluate.ts';
import { regexOf } from '../glob.ts';
import { GraphiteError } from '../grammar.ts';
import { type Fold, fold, type Series } from '../series.ts';
import { type GraphiteFunction, list, lists, may, needed } from './function.ts';

/** A series as one number; without one it is below all. */
const rankOf = (series: Series, by: Fold): number => fold(by, series.values) ?? Number.NEGATIVE_INFINITY;

const ranked = (all: readonly Series[], by: Fold, falls: boolean): readonly Series[] => {
  const of = new Map(all.map((series) => [series, rankOf(series, by)]));
  return all.toSorted((a, b) => {
    const [left, right] = [of.get(a) ?? 0, of.get(b) ?? 0];
    return left === right ? 0 : left < right === falls ? 1 : -1;
  });
};

const some = (given: Arguments): number => Math.max(0, Math.trunc(given.number(1, 'n', 1)));

const best = (name: string, by: Fold, falls: boolean, what: string): GraphiteFunction => ({
  name,
  group: 'Filter Series',
  description: `The series whose ${what}, n of them.`,
  params: [list, may('n', 'integer', 1)],
  run: async (given) => ranked(await given.series(0), by, falls).slice(0, some(given)),
});

const sorting = (name: string, by: Fold, falls: boolean, what: string): GraphiteFunction => ({
  name,
  group: 'Sorting',
  description: `Sorts by ${what}.`,
  params: [list],
  run: async (given) => ranked(await given.series(0), by, falls),
});

const bounded = (
  name: string,
  by: Fold,
  fits: (value: number, bound: number) => boolean,
  what: string,
): GraphiteFunction => ({
  name,
  group: 'Filter Series',
  description: `The series whose ${what} n.`,
  params: [list, needed('n', 'float')],
  run: async (given) => (await given.series(0)).filter((series) => fits(rankOf(series, by), given.number(1, 'n'))),
});

const above = (value: number, bound: number): boolean => value > bound;
const below = (value: number, bound: number): boolean => value <= bound;

const operators: ReadonlyMap<string, (value: number, bound: number) => boolean> = new Map([
  ['=', (value, bound) => value === bound],
  ['!=', (value, bound) => value !== bound],
  ['>', above],
  ['>=', (value, bound) => value >= bound],
  ['<', (value, bound) => value < bound],
  ['<=', below],
]);

const matching = (name: string, keeps: boolean, what: string): GraphiteFunction => ({
  name,
  group: 'Filter Series',
  description: `${what} series whose name an RE2 pattern matches.`,
  params: [list, needed('pattern', 'string')],
  run: async (given) => {
    const pattern = regexOf(given.text(1, 'pattern'));
    return (await given.series(0)).filter((series) => pattern.matcher(series.name).find() === keeps);
  },
});

/** Which series are shown, and in which order. */
export const choosing: readonly GraphiteFunction[] = [
  {
    name: 'sortByName',
    group: 'Sorting',
    description: 'Sorts by name.',
    params: [list, may('natural', 'boolean', false), may('reverse', 'boolean', false)],
    run: async (given) => {
      const numeric = given.flag(1, 'natural');
      const sorted = [...(await given.series(0))].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric }));
      return given.flag(2, 'reverse') ? sorted.reverse() : sorted;
    },
  },
  {
    name: 'sortBy',
    group: 'Sorting',
    description: 'Sorts by what a way to make one number of many says.',
    params: [list, may('func', 'aggFunc', 'average'), may('reverse', 'boolean', false)],
    run: async (given) =>
      ranked(await given.series(0), foldOf(given.text(1, 'func', 'average')), given.flag(2, 'reverse')),
  },
  sorting('sortByMaxima', 'max', true, 'maximum, the largest first'),
  sorting('sortByTotal', 'sum', true, 'sum, the largest first'),
  {
    name: 'limit',
    group: 'Filter Series',
    description: 'The first so many.',
    params: [list, needed('n', 'integer')],
    run: async (given) => (await given.series(0)).slice(0, Math.max(0, given.number(1, 'n'))),
  },
  {
    name: 'highest',
    group: 'Filter Series',
    description: 'The n series of which a way to make one number of many says most.',
    params: [list, may('n', 'integer', 1), may('func', 'aggFunc', 'average')],
    run: async (given) =>
      ranked(await given.series(0), foldOf(given.text(2, 'func', 'average')), true).slice(0, some(given)),
  },
  {
    name: 'lowest',
    group: 'Filter Series',
    description: 'The n series of which a way to make one number of many says least.',
    params: [list, may('n', 'integer', 1), may('func', 'aggFunc', 'average')],
    run: async (given) =>
      ranked(await given.series(0), foldOf(given.text(2, 'func', 'average')), false).slice(0, some(given)),
  },
  best('highestCurrent', 'last', true, 'last number is the largest'),
  best('highestMax', 'max', true, 'maximum is the largest'),
  best('highestAverage', 'average', true, 'average is the largest'),
  best('lowestCurrent', 'last', false, 'last number is the least'),
  best('lowestAverage', 'average', false, 'average is the least'),
  bounded('averageAbove', 'average', above, 'average is above'),
  bounded('averageBelow', 'average', below, 'average is not above'),
  bounded('maximumAbove', 'max', above, 'maximum is above'),
  bounded('maximumBelow', 'max', below, 'maximum is not above'),
  bounded('minimumAbove', 'min', above, 'minimum is above'),
  bounded('minimumBelow', 'min', below, 'minimum is not above'),
  bounded('currentAbove', 'last', above, 'last number is above'),
  bounded('currentBelow', 'last', below, 'last number is not above'),
  {
    name: 'filterSeries',
    group: 'Filter Series',
    description: "The series of which a comparison holds: filterSeries(a.*, 'max', '>', 8).",
    params: [list, needed('func', 'aggFunc'), needed('operator', 'string'), needed('threshold', 'float')],
    run: async (given) => {
      const [by, named] = [foldOf(given.text(1, 'func')), given.text(2, 'operator')];
      const fits = operators.get(named);
      if (!fits)
        throw new GraphiteError(
          `filterSeries: there is no operator "${named}"; there is: ${[...operators.keys()].join(' ')}`,
        );
      return (await given.series(0)).filter((series) => fits(rankOf(series, by), given.number(3, 'threshold')));
    },
  },
  matching('grep', true, 'Only the'),
  matching('exclude', false, 'Leaves out the'),
  {
    name: 'removeEmptySeries',
    group: 'Filter Series',
    description: 'Leaves out series without a number.',
    params: [list],
    run: async (given) => (await given.series(0)).filter(({ values }) => values.some((value) => value !== null)),
  },
  {
    name: 'unique',
    group: 'Filter Series',
    description: 'Each name once.',
    params: [lists],
    run: async (given) => {
      const seen = new Map<string, Series>();
      for (const series of await given.everything(0)) if (!seen.has(series.name)) seen.set(series.name, series);
      return [...seen.values()];
    },
  },
  {
    name: 'fallbackSeries',
    group: 'Special',
    description: 'Other series where there are none.',
    params: [list, needed('fallback', 'seriesList')],
    run: async (given) => {
      const found = await given.series(0);
      return found.length > 0 ? found : given.series(1);
    },
  },
];
