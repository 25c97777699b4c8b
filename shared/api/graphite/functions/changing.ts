import {
  derived,
  each,
  filledBetween,
  filledForward,
  finite,
  hitcount,
  moving,
  percentile,
  summarize,
  timeShift,
} from '../computing.ts';
import type { Arguments } from '../evaluate.ts';
import { GraphiteError } from '../grammar.ts';
import type { Series } from '../series.ts';
import { type GraphiteFunction, list, may, needed } from './function.ts';

const number = (given: Arguments, name: string): number => given.number(1, name);
/** As graphite-web rounds what it divided by time. */
const sixDigits = (value: number): number => Number(value.toFixed(6));

/** A function of each number by itself; null stays null. */
const perNumber = (
  name: string,
  description: string,
  change: (value: number, given: Arguments, series: Series) => number | null,
  parameter?: readonly [name: string, type: string],
  comma = ',',
): GraphiteFunction => ({
  name,
  group: 'Transform',
  description,
  params: [list, ...(parameter ? [needed(...parameter)] : [])],
  run: each(
    (of, given) => `${name}(${of}${parameter ? `${comma}${number(given, parameter[0])}` : ''})`,
    (values, given, series) =>
      values.map((value) => {
        const made = value === null ? null : change(value, given, series);
        return made === null ? null : finite(made);
      }),
  ),
});

/** A function of all numbers of a series. */
const perSeries = (
  name: string,
  description: string,
  change: (values: readonly (number | null)[], series: Series) => readonly (number | null)[],
): GraphiteFunction => ({
  name,
  group: 'Transform',
  description,
  params: [list],
  run: each(
    (of) => `${name}(${of})`,
    (values, _, series) => change(values, series),
  ),
});

const movingOf = (name: string, what: string): GraphiteFunction => ({
  name: `moving${name}`,
  group: 'Calculate',
  description: `The ${what} of the last points, or of a span.`,
  params: [list, needed('windowSize', 'intOrInterval')],
  run: (given, scope) => moving(given, scope, name.toLowerCase()),
});

/** Series whose numbers become others. */
export const changing: readonly GraphiteFunction[] = [
  perNumber('scale', 'Multiplies.', (value, given) => value * number(given, 'factor'), ['factor', 'float']),
  perNumber('offset', 'Adds.', (value, given) => value + number(given, 'factor'), ['factor', 'float']),
  perNumber('absolute', 'Without its sign.', Math.abs),
  perNumber('invert', 'One divided by it; null where it is 0.', (value) => 1 / value),
  perNumber('squareRoot', 'The square root; null below 0.', Math.sqrt),
  perNumber('pow', 'To the power of a factor.', (value, given) => value ** number(given, 'factor'), [
    'factor',
    'float',
  ]),
  perNumber(
    'scaleToSeconds',
    'What there would be in so many seconds.',
    (value, given, { step }) => sixDigits((value * number(given, 'seconds')) / step),
    ['seconds', 'integer'],
  ),
  perNumber(
    'removeAboveValue',
    'Null in the place of what is above n.',
    (value, given) => (value > number(given, 'n') ? null : value),
    ['n', 'float'],
    ', ',
  ),
  perNumber(
    'removeBelowValue',
    'Null in the place of what is below n.',
    (value, given) => (value < number(given, 'n') ? null : value),
    ['n', 'float'],
    ', ',
  ),
  {
    name: 'round',
    group: 'Transform',
    description: 'Rounded to so many digits behind the point.',
    params: [list, may('precision', 'integer', 0)],
    run: each(
      (of, given) => `round(${of}${given.count > 1 ? `,${number(given, 'precision')}` : ''})`,
      (values, given) => {
        const digits = 10 ** given.number(1, 'precision', 0);
        return values.map((value) => (value === null ? null : halfToEven(value * digits) / digits));
      },
    ),
  },
  perSeries('integral', 'The running sum; null stays null.', running),
  perSeries('derivative', 'How much it grew since the number before; the first one is null.', (values) =>
    derived(values, false),
  ),
  perSeries('nonNegativeDerivative', 'How much it grew; null where it fell.', (values) => derived(values, true)),
  perSeries('perSecond', 'How much it grew a second; null where it fell.', (values, { step }) =>
    derived(values, true).map((value) => (value === null ? null : sixDigits(value / step))),
  ),
  perSeries('isNonNull', '1 where there is a number, 0 where there is none.', (values) =>
    values.map((value) => (value === null ? 0 : 1)),
  ),
  perSeries('changed', '1 where it is another number than the one before, else 0.', changes),
  {
    name: 'delay',
    group: 'Transform',
    description: 'Moves the numbers by so many points.',
    params: [list, needed('steps', 'integer')],
    run: each(
      (of, given) => `delay(${of},${number(given, 'steps')})`,
      (values, given) => values.map((_, i) => values[i - number(given, 'steps')] ?? null),
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
    name: 'hitcount',
    group: 'Transform',
    description: 'How many there were in longer buckets, where the numbers are so many a second.',
    params: [list, needed('intervalString', 'interval')],
    run: hitcount,
  },
  movingOf('Average', 'mean'),
  movingOf('Median', 'median'),
  movingOf('Sum', 'sum'),
  movingOf('Max', 'maximum'),
  movingOf('Min', 'minimum'),
  {
    name: 'keepLastValue',
    group: 'Transform',
    description: 'Puts the number before in the place of null, at most so often in a row.',
    params: [list, may('limit', 'intOrInf', 'INF')],
    run: each(
      (of) => `keepLastValue(${of})`,
      (values, given) => filledForward(values, limitOf(given)),
    ),
  },
  {
    name: 'interpolate',
    group: 'Transform',
    description: 'Puts a straight line in the place of null, at most so often in a row.',
    params: [list, may('limit', 'intOrInf', 'INF')],
    run: each(
      (of) => `interpolate(${of})`,
      (values, given) => filledBetween(values, limitOf(given)),
    ),
  },
  {
    name: 'transformNull',
    group: 'Transform',
    description: 'Puts a number in the place of null.',
    params: [list, may('default', 'float', 0)],
    run: each(
      (of, given) => `transformNull(${of},${given.number(1, 'default', 0)})`,
      (values, given) => values.map((value) => value ?? given.number(1, 'default', 0)),
    ),
  },
  {
    name: 'nPercentile',
    group: 'Calculate',
    description: 'A line at the percentile n of each series.',
    params: [list, needed('n', 'float')],
    run: async (given) => {
      const n = number(given, 'n');
      if (!(n > 0 && n <= 100)) throw new GraphiteError('nPercentile: n is to be above 0, and 100 at most');
      return (await given.series(0)).flatMap((series) => {
        const value = percentile(series.values, n, false);
        if (value === null) return [];
        const name = `nPercentile(${series.name}, ${n})`;
        return [{ ...series, name, expression: name, values: series.values.map(() => value) }];
      });
    },
  },
  {
    name: 'timeShift',
    group: 'Transform',
    description: 'What there was so long before.',
    params: [list, needed('timeShift', 'interval')],
    run: timeShift,
  },
];

const limitOf = (given: Arguments): number => Number(given.either(1, 'limit') ?? Number.POSITIVE_INFINITY);

function running(values: readonly (number | null)[]): readonly (number | null)[] {
  let sum = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum += value;
    return sum;
  });
}

function changes(values: readonly (number | null)[]): readonly number[] {
  let before: number | null = null;
  return values.map((value) => {
    const isOther = before !== null && value !== null && value !== before;
    before = value ?? before;
    return isOther ? 1 : 0;
  });
}

/** As Python rounds: a half goes to the even neighbour. */
function halfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
