import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { goalTable, table, whenAndWhere } from '../page.ts';
import { makeOrganisation, type Size } from './organisation.ts';
import { questions } from './questions.ts';

const SIZE: Size = { issues: 1_000_000, pullRequests: 200_000, deployments: 100_000 };
const MOST_SECONDS = 2;
const PUBLISHED = 200_000;

const Measured = z.object({
  opened: z.number(),
  first: z.number(),
  /** Of all threads, in the dearest of the six turns. */
  processor: z.number(),
  median: z.number(),
  rows: z.number(),
  before: z.number(),
  after: z.number(),
});
type Measured = z.infer<typeof Measured>;
const Turn = z.object({ rows: z.number(), milliseconds: z.number() });
const Publishing = z.object({ first: Turn, again: Turn, megabytes: z.number() });
type Publishing = z.infer<typeof Publishing>;

/** Asks metric-like questions of a large organisation, each in a process of its own, and writes SQL.md. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-sql-'));
  try {
    await makeOrganisation(join(folder, 'store'), SIZE);
    const measured = new Map<string, Measured>();
    const [load = 0] = loadavg();
    for (const question of Object.keys(questions))
      measured.set(question, Measured.parse(await child('child.ts', join(folder, 'store'), question)));
    const publishing = Publishing.parse(await child('publishing.ts', join(folder, 'publishing'), String(PUBLISHED)));
    const page = sqlPage(measured, publishing, load);
    writeFileSync(join(import.meta.dirname, '../SQL.md'), page);
    process.stdout.write(page);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function child(file: string, ...given: readonly string[]): Promise<unknown> {
  const process_ = spawn(process.execPath, [join(import.meta.dirname, file), ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(process_.stdout));
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
const megabytes = (size: number): string => `${size.toFixed(0)} MB`;

/** The page that is committed. */
export function sqlPage(measured: ReadonlyMap<string, Measured>, publishing: Publishing, load: number): string {
  const all = [...measured.values()];
  const slowest = Math.max(...all.map(({ first }) => first));
  const dearest = Math.max(...all.map(({ processor }) => processor));
  const largest = Math.max(...all.map(({ after }) => after));
  const { first, again } = publishing;
  return [
    '# Questions in SQL',
    '',
    `\`npm run bench -- sql\` wrote this ${whenAndWhere()}.`,
    '',
    ...goalTable([
      {
        promise: `each question on 1,000,000 issues, 200,000 pull requests and 100,000 deployments: under ${MOST_SECONDS} s`,
        measured: `${seconds(slowest)} the slowest, ${seconds(dearest)} of processor time the dearest, at most ${megabytes(largest)} resident`,
        kept: slowest < MOST_SECONDS * 1000,
      },
    ]),
    '',
    'The lake is generated (`bench/sql/organisation.ts`): files as `publish` names them, one for each of 20 scopes, and beside',
    'the tables of the promise two rows of status history an issue and two comments a pull request. Each question is asked in a',
    'process of its own, through the views and within the limits of `sluice sql` (1 GB for DuckDB): the first time with nothing',
    'read yet, then five times more. Memory is the largest resident size of the whole process, Node included. Others used the',
    `machine, too: its load was ${load.toFixed(1)} on ${cpus().length} cores when this began, so the first column says what the clock cannot: the`,
    'processor time of all threads, in the dearest of the six turns.',
    '',
    ...table(
      ['question', 'processor', 'first', 'median of 5', 'rows', 'peak before', 'peak after'],
      [...measured].map(([question, { first: cold, processor, median, rows, before, after }]) => [
        question,
        seconds(processor),
        seconds(cold),
        seconds(median),
        rows.toLocaleString('en-US'),
        megabytes(before),
        megabytes(after),
      ]),
    ),
    '',
    `Opening the lake takes ${seconds(all[0]?.opened ?? 0)} the first time, as records that two scopes hold are looked for in all`,
    `tables, and then ${seconds(Math.max(...all.slice(1).map(({ opened }) => opened)))} at most. Bringing it up to date`,
    `with ${first.rows.toLocaleString('en-US')} issues from SQLite takes ${seconds(first.milliseconds)} (${Math.round((first.rows / first.milliseconds) * 1000).toLocaleString('en-US')} rows a second, peak`,
    `${megabytes(publishing.megabytes)}), and ${seconds(again.milliseconds)} when nothing has changed.`,
    '',
  ].join('\n');
}
