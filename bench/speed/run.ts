import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Goal, goalTable, table, whenAndWhere } from '../page.ts';
import { inRounds } from './clock.ts';
import { type Faros, faros, loadFaros } from './faros.ts';
import { madeStreams } from './made-streams.ts';
import { type Contender, ours } from './ours.ts';
import { type Recorded, recordedStreams } from './recorded.ts';
import { BEHIND, sourcesSection } from './sources.ts';
import { measureUnchanged, type Unchanged } from './unchanged.ts';

/** Records of one measurement. */
const A_ROUND = 3000;
const TIMES_FAROS = 3;
const TIMES_PARSE = 1.5;

/** What a record of one stream costs, in microseconds of processor time. */
interface Line {
  readonly name: string;
  readonly plugin: string;
  readonly isMade: boolean;
  readonly rows: number;
  readonly records: number;
  readonly bytes: number;
  readonly parse: number;
  readonly ours: number;
  readonly made: string;
  readonly bare: number | undefined;
  readonly whole: number | undefined;
  readonly theirs: string;
}

/** Compares what a record costs with what it costs Faros, and writes SPEED.md. */
export async function run(): Promise<void> {
  const parts = loadFaros();
  const lines: Line[] = [];
  const unchanged: Unchanged[] = [];
  for (const recorded of await recordedStreams()) {
    lines.push(await measure(parts, recorded));
    unchanged.push(await measureUnchanged(recorded));
  }
  for (const made of madeStreams()) lines.push({ ...(await measure(parts, made)), isMade: true });
  const text = page(lines, unchanged);
  writeFileSync(join(import.meta.dirname, '../SPEED.md'), text);
  process.stdout.write(text);
}

async function measure(parts: Faros, recorded: Recorded): Promise<Line> {
  const mine = await ours(recorded);
  const theirs = faros(parts, recorded);
  const round = (contender: Contender) => {
    const passes = Math.ceil(A_ROUND / contender.records);
    return { count: passes * contender.records, act: () => repeat(passes, () => contender.pass()) };
  };
  const passes = Math.ceil(A_ROUND / mine.records);
  const parse = async () => {
    for (let pass = 0; pass < passes; pass += 1) for (const text of mine.texts) JSON.parse(text);
  };
  const rounds = { ours: round(mine), ...(theirs && { bare: round(theirs.bare), whole: round(theirs.whole) }) };
  const costs = await inRounds({
    parse,
    ours: rounds.ours.act,
    bare: rounds.bare?.act,
    whole: rounds.whole?.act,
  });
  const each = (name: string, count: number | undefined) => {
    const cost = costs.get(name);
    return cost === undefined || count === undefined ? undefined : cost / count;
  };
  const made = await mine.pass();
  const madeByThem = await theirs?.bare.pass();
  return {
    name: `${recorded.plugin} ${recorded.stream}`,
    plugin: recorded.plugin,
    isMade: false,
    rows: made.rows,
    records: recorded.records,
    bytes: mine.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / recorded.records,
    parse: each('parse', passes * mine.records) ?? Number.NaN,
    ours: each('ours', rounds.ours.count) ?? Number.NaN,
    made: madeOf(made),
    bare: each('bare', rounds.bare?.count),
    whole: each('whole', rounds.whole?.count),
    theirs: madeByThem ? madeOf(madeByThem) : '–',
  };
}

async function repeat(times: number, action: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < times; i += 1) await action();
}

const madeOf = ({ rows, refused }: { rows: number; refused: number }): string =>
  refused === 0 ? String(rows) : `${rows} (${refused} refused)`;

function goalsOf(lines: readonly Line[]): readonly Goal[] {
  const plugins = [...new Set(lines.map(({ name }) => name.split(' ')[0] ?? ''))];
  return plugins.flatMap((plugin) => {
    const both = lines.filter(({ name, bare }) => name.startsWith(`${plugin} `) && bare !== undefined);
    if (both.length === 0) return [];
    const total = (of: (line: Line) => number): number => both.reduce((sum, line) => sum + of(line) * line.records, 0);
    const mine = total(({ ours: cost }) => cost);
    const [bare, whole, parse] = [
      total((line) => line.bare ?? 0),
      total((line) => line.whole ?? 0),
      total((l) => l.parse),
    ];
    const count = both.reduce((sum, { records }) => sum + records, 0);
    const rate = Math.round((count / mine) * 1_000_000).toLocaleString('en-US');
    const most = (cost: number) => `JSON.parse alone allows ${(cost / parse).toFixed(1)} times`;
    return [
      {
        promise: `${plugin}: ${TIMES_FAROS} times as many records per second and core as Faros, run as a destination`,
        measured: `${(whole / mine).toFixed(2)} times (${rate} records/s; ${most(whole)})`,
        kept: whole / mine >= TIMES_FAROS,
      },
      {
        promise: `${plugin}: ${TIMES_FAROS} times as many as Faros' converters called in a loop`,
        measured: `${(bare / mine).toFixed(2)} times (${most(bare)})`,
        kept: bare / mine >= TIMES_FAROS,
      },
    ];
  });
}

function unchangedGoal(all: readonly Unchanged[]): Goal {
  const ratios = all.map(({ name, parse, same }) => ({ name, ratio: same / parse })).sort((a, b) => a.ratio - b.ratio);
  const within = ratios.filter(({ ratio }) => ratio <= TIMES_PARSE);
  const worst = ratios.at(-1);
  return {
    promise: `a page that is sent again as it is stored costs at most ${TIMES_PARSE} times JSON.parse of it`,
    measured: `${within.length} of ${ratios.length} streams; at most ${worst?.ratio.toFixed(2)} times (${worst?.name})`,
    kept: within.length === ratios.length,
  };
}

function page(lines: readonly Line[], unchanged: readonly Unchanged[]): string {
  const us = (cost: number | undefined): string => (cost === undefined ? '–' : cost.toFixed(1));
  return [
    '# What a record costs',
    '',
    `\`npm run bench -- speed\` wrote this ${whenAndWhere()}. Processor time, medians of 9 rounds in one process.`,
    '',
    ...goalTable([...goalsOf(lines), unchangedGoal(unchanged)]),
    '',
    ...sourcesSection(lines, whenAndWhere()),
    BEHIND,
    '',
    '**Compared** are the same recorded objects (`../shared/data`):',
    '',
    '- *Sluice*: the text of a page → `parseJson` (which keeps integers beyond 2^53, and refuses depth and half surrogates),',
    "  the stream's zod schema, `extract`, `convert`, every row checked against its table's schema, encoded as JSON,",
    '  SHA-256 of it. The functions are those that the workers call; stored objects and tables are not in it.',
    '- *Faros, converters*: npm `airbyte-faros-destination` 0.10.65, its own message parser, its own converter, `JSON.stringify`',
    '  of each record that comes out. It checks no schema, hashes nothing, and cuts descriptions at 1,000 characters.',
    '- *Faros, destination*: its `FarosDestination.write` as it is run, with `dry_run` and `log_records`: it reads lines,',
    '  converts, and encodes each record. Nothing is sent.',
    '',
    ...table(
      [
        'µs a record',
        'records',
        'bytes',
        'JSON.parse',
        'Sluice',
        'rows',
        'Faros, converters',
        'Faros, destination',
        'rows',
      ],
      lines.map((line) => [
        line.name,
        String(line.records),
        line.bytes.toFixed(0),
        us(line.parse),
        us(line.ours),
        line.made,
        us(line.bare),
        us(line.whole),
        line.theirs,
      ]),
    ),
    '',
    '## A page that is sent again as it is stored',
    '',
    'A page of a hundred recorded objects, answered with 200 and the same bytes: from its text to the decision that nothing is',
    'to be stored, extracted or converted, and to the pages and child requests that it leads to (`readReply` and `ask`). Its',
    'SHA-256 is compared with that of the stored page before it is masked or parsed. Only a stream whose elements name children',
    '(people, reviews), unfinished things, or the next page within the body has to be parsed and checked all the same. A 304',
    'has no bytes at all; it costs what its stored segment costs to read. The goal is missed wherever the schema has to be run',
    'to find the children; keeping what a page leads to beside its hash would spare that, and is not built. Pages of one',
    'element (accounts, stages) bear the cost of a page alone.',
    '',
    ...table(
      ['µs a record', 'JSON.parse', 'the same page again', 'times'],
      unchanged.map(({ name, parse, same }) => [name, us(parse), us(same), (same / parse).toFixed(2)]),
    ),
    '',
    '## What stands in the way of three times Faros',
    '',
    'A converter that checks nothing spends most of its time in `JSON.parse`, which both need: three times its rate is more',
    'than `JSON.parse` by itself reaches (the goal table says what it allows). What is left of ours beside the parse is the',
    'two schema checks, the hash of each row, and its keys.',
    '',
  ].join('\n');
}
