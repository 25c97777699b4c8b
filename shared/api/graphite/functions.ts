import {
  asPercent,
  combine,
  constantLine,
  derived,
  diffSeries,
  divideSeries,
  each,
  finite,
  foldOf,
  grouped,
  lastOf,
  movingAverage,
  partsOf,
  pathsOf,
  renamed,
  summarize,
  timeShift,
} from './computing.ts';
import type { Arguments, Scope } from './evaluate.ts';
import { regexOf, substitute } from './glob.ts';
import { type Fold, fold, type Series } from './series.ts';
import { seriesByTag } from './tags.ts';

/** A parameter, as Grafana's editor shows it. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly default?: string | number | boolean | null;
}

/** One function: what Grafana shows of it, and what it does. */
export interface GraphiteFunction {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly params: readonly Parameter[];
  readonly run: (given: Arguments, scope: Scope) => Promise<readonly Series[]>;
}

const list: Parameter = { name: 'seriesList', type: 'seriesList', required: true };
const lists: Parameter = { name: 'seriesLists', type: 'seriesList', required: true, multiple: true };
const nodes: Parameter = { name: 'nodes', type: 'nodeOrTag', required: true, multiple: true };
const needed = (name: string, type: string): Parameter => ({ name, type, required: true });
const may = (name: string, type: string, usual: Parameter['default'] = null): Parameter => ({
  name,
  type,
  default: usual,
});

const combining = (name: string, by: Fold, alias?: string): readonly GraphiteFunction[] =>
  [name, ...(alias === undefined ? [] : [alias])].map((called) => ({
    name: called,
    group: 'Combine',
    description: `All series as one: at each time their ${by}; null is skipped.`,
    params: [lists],
    run: async (given) => {
      const all = await given.everything(0);
      return combine(all, `${name}(${pathsOf(all)})`, (row) => fold(by, row));
    },
  }));

const all: readonly GraphiteFunction[] = [
  {
    name: 'constantLine',
    group: 'Special',
    description: 'A line at one value.',
    params: [needed('value', 'float')],
    run: constantLine,
  },
  {
    name: 'alias',
    group: 'Alias',
    description: 'Calls all series so.',
    params: [list, needed('newName', 'string')],
    run: (given) => renamed(given, () => given.text(1, 'newName')),
  },
  {
    name: 'aliasSub',
    group: 'Alias',
    description: 'Replaces in the name what an RE2 pattern matches; \\1 is its first group.',
    params: [list, needed('search', 'string'), needed('replace', 'string')],
    run: (given) => {
      const [pattern, replacement] = [regexOf(given.text(1, 'search')), given.text(2, 'replace')];
      return renamed(given, ({ name }) => substitute(pattern, name, replacement));
    },
  },
  {
    name: 'aliasByNode',
    group: 'Alias',
    description: 'Calls a series by nodes of its path, counted from 0, or by tags.',
    params: [list, nodes],
    run: (given) => renamed(given, (series) => partsOf(series, given.rest(1)) || series.name),
  },
  {
    name: 'aliasByTags',
    group: 'Alias',
    description: 'Calls a series by the values of tags.',
    params: [list, nodes],
    run: (given) => renamed(given, (series) => partsOf(series, given.rest(1)) || series.name),
  },
  {
    name: 'aliasByMetric',
    group: 'Alias',
    description: 'Calls a series by the last node of its path.',
    params: [list],
    run: (given) => renamed(given, (series) => partsOf(series, [-1]) || series.name),
  },
  {
    name: 'seriesByTag',
    group: 'Special',
    description: "Series by tags: 'name=flow.entered', 'product=~M.*'.",
    params: [{ name: 'tagExpressions', type: 'string', required: true, multiple: true }],
    run: (given, scope) => seriesByTag(given.rest(0).map(String), scope),
  },
  {
    name: 'groupByTags',
    group: 'Combine',
    description: 'Makes one series of those whose tags are alike.',
    params: [list, needed('callback', 'aggFunc'), nodes],
    run: async (given) => {
      const [by, tags] = [foldOf(given.text(1, 'callback')), given.rest(2).map(String)];
      return [
        ...grouped(await given.series(0), (series) => tags.map((tag) => series.tags[tag] ?? '').join(';')),
      ].flatMap(([, group]) => {
        const [first] = group;
        const kept = Object.fromEntries(tags.map((tag) => [tag, first?.tags[tag] ?? '']));
        const called = kept.name ?? given.text(1, 'callback');
        const rest = Object.entries(kept).filter(([tag]) => tag !== 'name');
        const name = [called, ...rest.sort().map(([tag, value]) => `${tag}=${value}`)].join(';');
        return combine(group, name, (row) => fold(by, row)).map((series) => ({
          ...series,
          tags: { name: called, ...kept },
        }));
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
      return [...grouped(await given.series(0), (series) => partsOf(series, [node]))].flatMap(([name, group]) =>
        combine(group, name, (row) => fold(by, row)),
      );
    },
  },
  ...combining('sumSeries', 'sum', 'sum'),
  ...combining('averageSeries', 'average', 'avg'),
  ...combining('maxSeries', 'max'),
  ...combining('minSeries', 'min'),
  {
    name: 'countSeries',
    group: 'Combine',
    description: 'How many series there are.',
    params: [lists],
    run: async (given) => {
      const found = await given.everything(0);
      return combine(found, `countSeries(${pathsOf(found)})`, () => found.length);
    },
  },
  {
    name: 'scale',
    group: 'Transform',
    description: 'Multiplies.',
    params: [list, needed('factor', 'float')],
    run: each(
      (name, given) => `scale(${name},${given.number(1, 'factor')})`,
      (values, given) => values.map((value) => (value === null ? null : finite(value * given.number(1, 'factor')))),
    ),
  },
  {
    name: 'offset',
    group: 'Transform',
    description: 'Adds.',
    params: [list, needed('factor', 'float')],
    run: each(
      (name, given) => `offset(${name},${given.number(1, 'factor')})`,
      (values, given) => values.map((value) => (value === null ? null : finite(value + given.number(1, 'factor')))),
    ),
  },
  {
    name: 'integral',
    group: 'Transform',
    description: 'The running sum; null stays null.',
    params: [list],
    run: each(
      (name) => `integral(${name})`,
      (values) => {
        let sum = 0;
        return values.map((value) => {
          if (value === null) return null;
          sum += value;
          return sum;
        });
      },
    ),
  },
  {
    name: 'derivative',
    group: 'Transform',
    description: 'How much it grew since the number before; the first one is null.',
    params: [list],
    run: each(
      (name) => `derivative(${name})`,
      (values) => derived(values, false),
    ),
  },
  {
    name: 'nonNegativeDerivative',
    group: 'Transform',
    description: 'How much it grew; null where it fell.',
    params: [list],
    run: each(
      (name) => `nonNegativeDerivative(${name})`,
      (values) => derived(values, true),
    ),
  },
  {
    name: 'summarize',
    group: 'Transform',
    description: 'Makes longer buckets, aligned to even times unless alignToFrom.',
    params: [
      list,
      needed('intervalString', 'interval'),
      may('func', 'aggFunc', 'sum'),
      may('alignToFrom', 'boolean', false),
    ],
    run: summarize,
  },
  {
    name: 'movingAverage',
    group: 'Calculate',
    description: 'The mean of the last points, or of a span.',
    params: [list, needed('windowSize', 'intOrInterval')],
    run: movingAverage,
  },
  {
    name: 'keepLastValue',
    group: 'Transform',
    description: 'Puts the number before in the place of null, at most so often in a row.',
    params: [list, may('limit', 'intOrInf', 'INF')],
    run: each(
      (name) => `keepLastValue(${name})`,
      (values, given) => {
        const limit = Number(given.either(1, 'limit') ?? Number.POSITIVE_INFINITY);
        const kept = [...values];
        for (let i = 0; i < kept.length; i += 1) {
          if (kept[i] !== null || i === 0) continue;
          let end = i;
          while (end < kept.length && kept[end] === null) end += 1;
          if (!(end - i > limit)) kept.fill(kept[i - 1] ?? null, i, end);
          i = end;
        }
        return kept;
      },
    ),
  },
  {
    name: 'transformNull',
    group: 'Transform',
    description: 'Puts a number in the place of null.',
    params: [list, may('default', 'float', 0)],
    run: each(
      (name, given) => `transformNull(${name},${given.number(1, 'default', 0)})`,
      (values, given) => values.map((value) => value ?? given.number(1, 'default', 0)),
    ),
  },
  {
    name: 'timeShift',
    group: 'Transform',
    description: 'What there was so long before.',
    params: [list, needed('timeShift', 'interval')],
    run: timeShift,
  },
  {
    name: 'diffSeries',
    group: 'Combine',
    description: 'The first series less all others.',
    params: [lists],
    run: diffSeries,
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
    name: 'limit',
    group: 'Filter Series',
    description: 'The first so many.',
    params: [list, needed('n', 'integer')],
    run: async (given) => (await given.series(0)).slice(0, Math.max(0, given.number(1, 'n'))),
  },
  {
    name: 'highestCurrent',
    group: 'Filter Series',
    description: 'Those whose last number is the largest.',
    params: [list, may('n', 'integer', 1)],
    run: async (given) =>
      [...(await given.series(0))].sort((a, b) => lastOf(b) - lastOf(a)).slice(0, Math.max(0, given.number(1, 'n', 1))),
  },
  {
    name: 'removeEmptySeries',
    group: 'Filter Series',
    description: 'Leaves out series without a number.',
    params: [list],
    run: async (given) => (await given.series(0)).filter(({ values }) => values.some((value) => value !== null)),
  },
  {
    name: 'consolidateBy',
    group: 'Special',
    description: 'How several points become one where a panel has no room.',
    params: [list, needed('consolidationFunc', 'string')],
    run: async (given) => {
      const by = foldOf(given.text(1, 'consolidationFunc'));
      return (await given.series(0)).map((series) => ({
        ...series,
        name: `consolidateBy(${series.name},"${by}")`,
        consolidateBy: by,
      }));
    },
  },
];

/** Every function by its name. */
export const functions: ReadonlyMap<string, GraphiteFunction> = new Map(all.map((of) => [of.name, of]));
