import { type Goal, goalTable, table, whenAndWhere } from '../page.ts';
import { lowerBound } from './github-limits.ts';
import { KILL_AT, type Play, type Result, RUNS, SIZES } from './plays.ts';

const WITHIN_THE_HOUR = 1.15;
const BEYOND_THE_HOUR = 1.01;
const FASTER = 10;
const MOST_WASTED = 0.006;
const MOST_SECONDS = 5;

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const most = (values: readonly number[]): number => Math.max(...values);
/** What the limits cost: refused, answered twice, or sent by a worker that died before it could be stored. */
const wasted = ({ requests, pages }: Result): number => (requests - pages) / requests;
const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;
const seconds = (of: number): string => `${of.toFixed(of < 1000 ? 1 : 0)} s`;

/** The page that is committed, and whether all goals are kept. */
export function limitsPage(results: readonly Result[]): { readonly page: string; readonly kept: boolean } {
  const goals = goalsOf(results);
  const seeds = new Set(results.map(({ seed }) => seed)).size;
  const page = [
    '# What a rate limit costs',
    '',
    `\`npm run bench -- limits\` wrote this ${whenAndWhere()}. The time is virtual, so it does not depend on the`,
    "machine. The real pipeline (plan, dispatch, collect, extract, convert, finish; the simulation's machine, queues and",
    `functions) runs against a GitHub that enforces its limits: 5,000 requests an hour, 900 a minute, 100 at one time, 90 s`,
    'of CPU time in 60 s, of which a response counts by its time × factor. Answers take 0.4 s in the median. Nothing is',
    `kept back for people. Mean of ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}; the goals hold for the worst. Wasted are requests that`,
    'were refused or made twice. The lower bound uses up hours and minutes at their very beginning, in no time.',
    '',
    ...goalTable(goals),
    '',
    '## What stands in the way where a goal is missed',
    '',
    '- A run asks for its first page and its last one before it can ask for those between: three ticks of a second each.',
    '  Runs that share a token do that in turns, which costs four of them some four seconds more.',
    `- A worker that is killed (after ${KILL_AT} s) takes the answers with it that it has not stored: an item is 20 requests, so`,
    '  that a stored object is cheap. And nobody can know that it is dead: its token rests until its function would have',
    '  ended (60 s), its items until its claims have (90 s).',
    '- Four tickers on one token know nothing of each other: they are as fast as they are because they are refused, and lose pages.',
    '',
    '## Everything that was played',
    '',
    ...table(
      ['policy', 'pages', 'factor', 'runs', 'time', '× lower bound', 'requests', 'refused', 'wasted', 'lost pages'],
      groups(results).map((group) => {
        const [one] = group;
        const time = mean(group.map((result) => result.seconds));
        return [
          nameOf(one),
          one.pages.toLocaleString('en-US'),
          String(one.factor),
          String(one.runs),
          seconds(time),
          boundOf(one) > 0 ? (time / boundOf(one)).toFixed(3) : '',
          mean(group.map(({ requests }) => requests)).toFixed(0),
          mean(group.map(({ refused }) => refused)).toFixed(1),
          percent(mean(group.map(wasted))),
          mean(group.map(({ lost }) => lost)).toFixed(0),
        ];
      }),
    ),
    '',
  ].join('\n');
  return { page, kept: goals.every(({ kept }) => kept) };
}

const nameOf = ({ kind, policy }: Play): string =>
  kind === 'matrix' || kind === 'baseline' ? policy : `ours, ${kind}`;
const boundOf = ({ pages, kind }: Play): number => lowerBound(pages, kind === 'two tokens' ? 2 : 1);

function groups(results: readonly Result[]): readonly (readonly [Result, ...Result[]])[] {
  const keyed = Map.groupBy(results, ({ kind, policy, pages, runs, factor }) =>
    [kind, policy, pages, factor, runs].join(),
  );
  return [...keyed.values()].flatMap(([first, ...rest]): [Result, ...Result[]][] => (first ? [[first, ...rest]] : []));
}

function goalsOf(results: readonly Result[]): readonly Goal[] {
  const of = (kind: Play['kind'], wanted: Partial<Play> = {}) =>
    results.filter(
      (result) =>
        result.kind === kind &&
        Object.entries({ ...wanted }).every(([key, value]) =>
          Object.entries(result).some(([name, is]) => name === key && is === value),
        ),
    );
  const atMost = (
    promise: string,
    limit: number,
    values: readonly number[],
    show: (value: number) => string,
  ): Goal => ({
    promise,
    measured: show(most(values)),
    kept: values.length > 0 && most(values) <= limit,
  });
  const ratio = (value: number): string => `${value.toFixed(3)} ×`;
  const overBound = (all: readonly Result[]) => all.map((result) => result.seconds / boundOf(result));
  const ours = [...of('matrix'), ...of('killed'), ...of('two tokens'), ...of('five requests')];
  const tickerOver = (wanted: Partial<Play>) =>
    of('matrix', wanted).flatMap((result) => {
      const { pages, runs, factor, seed } = result;
      return of('baseline', { policy: 'ticker', pages, runs, factor, seed }).map(
        (ticker) => ticker.seconds / result.seconds,
      );
    });
  const least = (promise: string, limit: number, values: readonly number[]): Goal => ({
    promise,
    measured: `${Math.min(...values).toFixed(2)} ×`,
    kept: values.length > 0 && Math.min(...values) >= limit,
  });
  const twice = of('two tokens').flatMap(({ seed, pages, seconds: two }) =>
    of('matrix', { seed, pages, runs: 1, factor: 0 }).map((one) => one.seconds / two),
  );
  return [
    ...RUNS.flatMap((runs) =>
      SIZES.map((pages) => {
        const limit = pages > 5000 ? BEYOND_THE_HOUR : WITHIN_THE_HOUR;
        const promise = `factor 0, ${pages.toLocaleString('en-US')} pages, ${runs === 1 ? '1 run' : `${runs} runs`}: at most ${limit} × the lower bound`;
        return atMost(promise, limit, overBound(of('matrix', { pages, runs, factor: 0 })), ratio);
      }),
    ),
    ...SIZES.map((pages) => {
      const limit = pages > 5000 ? BEYOND_THE_HOUR : WITHIN_THE_HOUR;
      const promise = `the same with a worker killed, ${pages.toLocaleString('en-US')} pages, 1 run: at most ${limit} ×`;
      return atMost(promise, limit, overBound(of('killed', { pages })), ratio);
    }),
    least(
      `2,000 pages: at least ${FASTER} × as fast as the static ticker`,
      FASTER,
      tickerOver({ pages: 2000, runs: 1, factor: 0 }),
    ),
    ...[0.3, 1].map((factor) =>
      least(`factor ${factor}, 1 run: faster than the static ticker`, 1, tickerOver({ runs: 1, factor })),
    ),
    atMost(
      'no page is lost',
      0,
      ours.map(({ lost }) => lost),
      String,
    ),
    atMost(
      'no request in a forbidden window',
      0,
      ours.map(({ forbidden }) => forbidden),
      String,
    ),
    atMost('at most 0.6 % wasted requests, no worker killed', MOST_WASTED, of('matrix').map(wasted), percent),
    atMost('the same, a worker killed', MOST_WASTED, of('killed').map(wasted), percent),
    atMost(
      'four runs share a token at factor 0 without a refused request',
      0,
      of('matrix', { runs: 4, factor: 0 }).map(({ refused }) => refused),
      String,
    ),
    least('two tokens are twice as fast as one', 1.95, twice),
    atMost(
      `five requests are collected in less than ${MOST_SECONDS} s`,
      MOST_SECONDS,
      of('five requests').map(({ collecting }) => collecting),
      seconds,
    ),
    atMost(
      'workers while a run waits for the reset',
      0,
      ours.map(({ idleWorkers }) => idleWorkers),
      String,
    ),
    atMost(
      'looks of `dispatch` a minute meanwhile, of one run',
      1.1,
      ours.map(({ idleLooks }) => idleLooks),
      (value) => value.toFixed(2),
    ),
  ];
}
