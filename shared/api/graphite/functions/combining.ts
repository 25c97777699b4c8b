import { asPercent, combine, divideSeries, expressionsOf, foldOf, grouped, partsOf, percentile } from '../computing.ts';
import type { Arguments } from '../evaluate.ts';
import { GraphiteError } from '../grammar.ts';
import { type Fold, fold, type Series } from '../series.ts';
import { type GraphiteFunction, list, lists, may, needed, nodes } from './function.ts';

const aggregating = (
  name: string,
  by: Fold,
  what: string,
  ...aliases: readonly string[]
): readonly GraphiteFunction[] =>
  [name, ...aliases].map((called) => ({
    name: called,
    group: 'Combine',
    description: `All series as one: at each time ${what}; null is skipped.`,
    params: [lists],
    run: async (given) => {
      const all = await given.everything(0);
      return aggregated(all, name, by);
    },
  }));

const aggregated = (all: readonly Series[], name: string, by: Fold): readonly Series[] =>
  combine(all, `${name}(${expressionsOf(all)})`, (row) => fold(by, row));

/** One series of those that have a key in common, called by it. */
const perKey = (all: readonly Series[], by: Fold, keyOf: (series: Series) => string): readonly Series[] =>
  [...grouped(all, keyOf)].flatMap(([key, group]) =>
    aggregated(group, `${by}Series`, by).map((series) => ({ ...series, name: key })),
  );

const withoutNodes = (given: Arguments, first: number) => {
  const positions = new Set(given.rest(first).map(Number));
  return (series: Series) =>
    series.name
      .split('.')
      .filter((_, i) => !positions.has(i))
      .join('.');
};

/** Many series that become fewer. */
export const combining: readonly GraphiteFunction[] = [
  ...aggregating('sumSeries', 'sum', 'their sum', 'sum'),
  ...aggregating('averageSeries', 'average', 'their average', 'avg'),
  ...aggregating('maxSeries', 'max', 'their maximum', 'max'),
  ...aggregating('minSeries', 'min', 'their minimum', 'min'),
  ...aggregating('diffSeries', 'diff', 'the first less all others'),
  ...aggregating('stddevSeries', 'stddev', 'their standard deviation'),
  ...aggregating('rangeOfSeries', 'range', 'how far the maximum is from the minimum'),
  {
    name: 'multiplySeries',
    group: 'Combine',
    description: 'All series as one: at each time their product; null where one of them is.',
    params: [lists],
    run: async (given) => {
      const all = await given.everything(0);
      return all.length === 1 ? all : aggregated(all, 'multiplySeries', 'multiply');
    },
  },
  {
    name: 'countSeries',
    group: 'Combine',
    description: 'How many series there are.',
    params: [lists],
    run: async (given) => {
      const found = await given.everything(0);
      const name = `countSeries(${expressionsOf(found)})`;
      return combine(found, name, () => found.length).map((series) => ({ ...series, tags: { name } }));
    },
  },
  {
    name: 'aggregate',
    group: 'Combine',
    description: 'All series as one, in a way that is named: sum, average, median, stddev …',
    params: [list, needed('func', 'aggFunc')],
    run: async (given) => {
      const func = given.text(1, 'func').replace(/Series$/, '');
      return aggregated(await given.series(0), `${func}Series`, foldOf(func));
    },
  },
  {
    name: 'percentileOfSeries',
    group: 'Combine',
    description: 'All series as one: at each time the percentile n of them.',
    params: [list, needed('n', 'float'), may('interpolate', 'boolean', false)],
    run: async (given) => {
      const [all, n, between] = [await given.series(0), given.number(1, 'n'), given.flag(2, 'interpolate')];
      if (!(n > 0 && n <= 100)) throw new GraphiteError('percentileOfSeries: n is to be above 0, and 100 at most');
      const name = `percentileOfSeries(${all[0]?.expression},${n})`;
      return combine(all, name, (row) => percentile(row, n, between)).map((series) => ({ ...series, tags: { name } }));
    },
  },
  {
    name: 'groupByTags',
    group: 'Combine',
    description: 'Makes one series of those whose tags are alike.',
    params: [list, needed('callback', 'aggFunc'), nodes],
    run: async (given) => {
      const [by, tags] = [foldOf(given.text(1, 'callback')), given.rest(2).map(String)];
      const all = await given.series(0);
      const called = new Set(all.map((series) => series.tags.name ?? series.name));
      const [only = ''] = called.size === 1 ? called : [given.text(1, 'callback')];
      const of = (series: Series) => ({
        ...Object.fromEntries(tags.map((tag) => [tag, series.tags[tag] ?? ''])),
        name: tags.includes('name') ? (series.tags.name ?? series.name) : only,
      });
      return [...grouped(all, (series) => JSON.stringify(of(series)))].flatMap(([, group]) => {
        const [first] = group;
        if (!first) return [];
        const { name, ...rest } = of(first);
        const sorted = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
        const whole = [name, ...sorted.map(([tag, value]) => `${tag}=${value}`)].join(';');
        return combine(group, whole, (row) => fold(by, row)).map((series) => ({ ...series, tags: { name, ...rest } }));
      });
    },
  },
  {
    name: 'groupByNode',
    group: 'Combine',
    description: 'Makes one series of those whose path has the same node.',
    params: [list, needed('nodeNum', 'nodeOrTag'), may('callback', 'aggFunc', 'average')],
    run: async (given) => {
      const [node, by] = [given.either(1, 'nodeNum') ?? 0, foldOf(given.text(2, 'callback', 'average'))];
      return perKey(await given.series(0), by, (series) => partsOf(series, [node]));
    },
  },
  {
    name: 'groupByNodes',
    group: 'Combine',
    description: 'Makes one series of those whose path has the same nodes.',
    params: [list, needed('callback', 'aggFunc'), nodes],
    run: async (given) =>
      perKey(await given.series(0), foldOf(given.text(1, 'callback')), (series) => partsOf(series, given.rest(2))),
  },
  {
    name: 'sumSeriesWithWildcards',
    group: 'Combine',
    description: 'Sums of series whose names are alike without these nodes.',
    params: [list, { ...needed('position', 'node'), multiple: true }],
    run: async (given) => perKey(await given.series(0), 'sum', withoutNodes(given, 1)),
  },
  {
    name: 'averageSeriesWithWildcards',
    group: 'Combine',
    description: 'Averages of series whose names are alike without these nodes.',
    params: [list, { ...needed('position', 'node'), multiple: true }],
    run: async (given) => perKey(await given.series(0), 'average', withoutNodes(given, 1)),
  },
  {
    name: 'divideSeries',
    group: 'Combine',
    description: 'Divides each series by one.',
    params: [needed('dividendSeriesList', 'seriesList'), needed('divisorSeries', 'seriesList')],
    run: divideSeries,
  },
  {
    name: 'asPercent',
    group: 'Combine',
    description: 'Each series as a part of the sum of all, of another series or of a number.',
    params: [list, may('total', 'any')],
    run: asPercent,
  },
  {
    name: 'group',
    group: 'Combine',
    description: 'Several lists of series as one list.',
    params: [lists],
    run: (given) => given.everything(0),
  },
];
