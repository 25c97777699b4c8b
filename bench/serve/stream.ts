import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { type Goal, goalTable, table, whenAndWhere } from '../page.ts';
import { fillStore } from './fill-store.ts';
import { type Reading, readLines } from './read-lines.ts';
import { writeSection } from './serve-page.ts';
import { served } from './served.ts';

const SIZES = [10_000, 100_000, 1_000_000] as const;
const LARGEST = 1_000_000;
/** Flat: ten times the rows may take so much more at the peak. */
const MOST_TIMES = 1.2;
/** What the function that answers may hold. */
const MOST_MEGABYTES = 256;

const Looped = z.object({
  rows: z.number(),
  bytes: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  megabytes: z.number(),
});
type Looped = z.infer<typeof Looped>;

interface Loops {
  readonly ours: readonly Looped[];
  readonly plain: Looped;
  readonly stored: Looped;
}

/** Reads tables of three sizes from a local server, and makes lines of DynamoDB's items beside the SDK's loop. */
export async function run(): Promise<void> {
  const [load = 0] = loadavg();
  const all: (Reading & { readonly what: string })[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'sluice-serve-'));
  try {
    for (const size of SIZES) {
      const store = await fillStore(folder, size);
      all.push({ what: 'all columns', ...(await readAlone(store, '/data/issues?fields=*')) });
      if (size === LARGEST) {
        all.push({ what: 'two columns', ...(await readAlone(store, '/data/issues?fields=id,status')) });
        all.push({ what: 'all columns, gzip', ...(await readAlone(store, '/data/issues?fields=*', true)) });
        all.push({ what: 'one status of two', ...(await readAlone(store, '/data/issues?fields=*&status=DONE')) });
      }
      rmSync(store, { recursive: true, force: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const ours: Looped[] = [];
  for (const size of SIZES) ours.push(await loop('ours', size));
  const loops = { ours, plain: await loop('plain', LARGEST), stored: await loop('stored', LARGEST) };
  writeSection('Rows of a table, streamed', streamLines(all, loops, load));
}

/** A server of its own, so that its peak is that of this answer. */
async function readAlone(store: string, path: string, gzip = false): Promise<Reading> {
  const server = await served(store);
  try {
    return await readLines(server, path, gzip);
  } finally {
    await server.close();
  }
}

async function loop(which: string, rows: number): Promise<Looped> {
  // V8 takes what it is given: as much as a function of 256 MB would give it.
  const limits = ['--max-old-space-size=128', '--max-semi-space-size=4'];
  const child = spawn(process.execPath, [...limits, join(import.meta.dirname, 'loops.ts'), which, String(rows)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const found = Looped.parse(JSON.parse(await text(child.stdout)));
  if (found.rows !== rows) throw new TypeError(`${which}: ${found.rows} of ${rows} rows`);
  return found;
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const megabytes = (value: number): string => `${value.toFixed(0)} MB`;
const perSecond = ({ rows, cpuSeconds }: { readonly rows: number; readonly cpuSeconds: number }): number =>
  rows / cpuSeconds;

/** The lines of the section that is committed. */
export function streamLines(
  all: readonly (Reading & { readonly what: string })[],
  { ours, plain, stored }: Loops,
  load: number,
): readonly string[] {
  const [, middle, large] = all.filter(({ what }) => what === 'all columns');
  const [, someOfOurs, allOfOurs] = ours;
  if (!middle || !large || !someOfOurs || !allOfOurs) throw new TypeError('a size was not measured');
  const ratio = perSecond(allOfOurs) / perSecond(plain);
  const largest = Math.max(...ours.map((one) => one.megabytes));
  const goals: readonly Goal[] = [
    {
      promise: `a local server peaks at most ${MOST_TIMES} times as high with ${count(LARGEST)} rows as with 100,000`,
      measured: `${(large.megabytes / middle.megabytes).toFixed(2)} times (${megabytes(middle.megabytes)}, ${megabytes(large.megabytes)})`,
      kept: large.megabytes <= middle.megabytes * MOST_TIMES,
    },
    {
      promise: `${count(LARGEST)} rows of DynamoDB's items become NDJSON in less than ${MOST_MEGABYTES} MB`,
      measured: `at most ${megabytes(largest)}`,
      kept: largest < MOST_MEGABYTES,
    },
    {
      promise: "at least as many rows a second as the SDK's `unmarshall` in a plain loop",
      measured: `${ratio.toFixed(2)} times as many (${count(perSecond(allOfOurs))}, ${count(perSecond(plain))})`,
      kept: ratio >= 1,
    },
  ];
  return [
    `\`npm run bench -- stream\` wrote this ${whenAndWhere()}. The load was ${load.toFixed(1)} on ${cpus().length} cores when it`,
    'began: where that is more than 1, others used the machine too, and seconds of processor time say what the clock cannot.',
    '',
    ...goalTable(goals),
    '',
    'A row is an issue of 34 columns, about 1.3 KB as a line. The store is filled as `convert` fills it (`bench/serve/fill-store.ts`).',
    'Each answer is given by a `sluice serve` of its own to a client on the same machine that counts lines as fast as they come.',
    'Rows a second are by the clock and, beside it, by the processor time of the server; the peak is of its whole process.',
    '',
    ...table(
      ['rows', 'answer', 'size', 'clock', 'rows/s', 'processor', 'rows/s of processor', 'peak resident'],
      all.map((one) => [
        count(one.rows),
        one.what,
        megabytes(one.bytes / 1e6),
        `${one.seconds.toFixed(1)} s`,
        count(one.rows / one.seconds),
        `${one.cpuSeconds.toFixed(1)} s`,
        count(perSecond(one)),
        megabytes(one.megabytes),
      ]),
    ),
    '',
    'What a deployed `GET /data` does to the items that DynamoDB answers (`toItem`, keys in order, lines, chunks), without the',
    "network, beside two scripts with the SDK's `unmarshall` from `@aws-sdk/util-dynamodb` on the same issues, in the same run:",
    'one that keeps a column in an attribute, and one on the items of Sluice, whose columns are one text. The scripts leave out',
    'absent columns and the order of keys. V8 has the memory that a function of 256 MB would give it.',
    '',
    ...table(
      ['loop', 'rows', 'processor', 'rows/s of processor', 'peak resident'],
      [
        ...ours.map((one): [string, Looped] => ['as `GET /data` does it', one]),
        ['`JSON.stringify(unmarshall(item))`, a column an attribute', plain] as const,
        ['`JSON.stringify(JSON.parse(unmarshall(item).body))`, our items', stored] as const,
      ].map(([what, one]) => [
        what,
        count(one.rows),
        `${one.cpuSeconds.toFixed(1)} s`,
        count(perSecond(one)),
        megabytes(one.megabytes),
      ]),
    ),
  ];
}
