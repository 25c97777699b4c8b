import { cpus } from 'node:os';
import { goalTable, table, whenAndWhere } from '../page.ts';
import type { Seen } from './watch.ts';

/** What was seen of a view: when the server was asked, and in turns in which every answer was there already. */
export interface View {
  readonly name: string;
  readonly first: Seen;
  readonly again: readonly Seen[];
  readonly answers: readonly {
    readonly asked: string;
    readonly took: number;
    readonly bytes: number;
    readonly status: number;
  }[];
}

const MOST = 1_000;
const ms = (value: number): string => `${Math.round(value).toLocaleString('en-US')} ms`;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? Number.NaN;
const sinceData = ({ painted, firstData }: Seen): number => painted - firstData;

/** The page that is committed. */
export function pageOf(
  views: readonly View[],
  {
    files,
    turns,
    load,
  }: {
    readonly files: readonly { readonly name: string; readonly bytes: number; readonly gzip: number }[];
    readonly turns: number;
    readonly load: number;
  },
): string {
  const worst = views.toSorted((a, b) => median(b.again.map(sinceData)) - median(a.again.map(sinceData)))[0];
  const slowest = Math.max(...views.flatMap(({ again }) => again.map(sinceData)));
  const took = worst === undefined ? Number.NaN : median(worst.again.map(sinceData));
  const gzip = files.reduce((sum, file) => sum + file.gzip, 0);
  return [
    '# The page',
    '',
    `\`npm run bench -- page\` wrote this ${whenAndWhere()}, at a load of ${load.toFixed(1)} on ${cpus().length} cores before it began.`,
    '',
    ...goalTable([
      {
        promise: 'first view of a store with 100,000 issues in under 1 s after the data arrived',
        measured: `${ms(took)} (${worst?.name}, the slowest of ${views.length}; median of ${turns} turns, at most ${ms(slowest)})`,
        kept: slowest < MOST,
      },
    ]),
    '',
    'The store is generated: 100,000 issues, 20,000 pull requests, 10,000 deployments and 40,000 builds in two years, all of one',
    'product (`bench/metrics/organisation.ts`, a tenth of it). Each view is opened anew, with nothing kept, in Chromium without a window at',
    `1440 × 900. *Painted* is when the frame was on the screen that showed the last change. In the ${turns} turns that the first columns are of,`,
    'every answer of the API is there already, so that nothing but the page is measured: from the first answer that arrived to the last',
    'chart, with everything that is drawn in between. *Long* is the longest task that held the page back, *blocked* all above 50 ms.',
    '',
    ...table(
      ['view', 'first data → painted', 'slowest turn', 'long', 'blocked', 'elements'],
      views.map(({ name, again }) => [
        name,
        ms(median(again.map(sinceData))),
        ms(Math.max(...again.map(sinceData))),
        ms(median(again.map(({ longest }) => longest))),
        ms(median(again.map(({ blocked }) => blocked))),
        median(again.map(({ nodes }) => nodes)).toLocaleString('en-US'),
      ]),
    ),
    '',
    'With the server, the first time that it is asked: it answers one question at a time (DuckDB, one connection), the browser asks for',
    'up to six at once. A view asks for at most four metrics in one question.',
    '',
    ...table(
      [
        'view',
        'questions',
        'answers',
        'opened → last answer',
        'last answer → painted',
        'the longest answer',
        'refused',
      ],
      views.map(({ name, first, answers }) => [
        name,
        String(answers.length),
        kilobytes(answers.reduce((sum, { bytes }) => sum + bytes, 0)),
        ms(first.lastData),
        ms(Math.max(0, first.painted - first.lastData)),
        `${ms(Math.max(...answers.map((answer) => answer.took)))}, with its waiting`,
        String(answers.filter(({ status }) => status >= 400).length),
      ]),
    ),
    '',
    `The files of the page are ${kilobytes(gzip)} compressed:`,
    '',
    ...table(
      ['file', 'bytes', 'gzip'],
      files.map(({ name, bytes, gzip: small }) => [name, kilobytes(bytes), kilobytes(small)]),
    ),
    '',
  ].join('\n');
}
