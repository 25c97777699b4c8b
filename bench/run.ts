import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measure } from './measure.ts';
import { type Goal, resultsPage } from './results.ts';

/** Ten times the pages may take a little more than ten times as long. */
const MOST_RATIO = 11;
const MOST_MEGABYTES = 512;
const MOST_COLLECT_SECONDS = 2;

const small = await measure(10_000, 0);
const large = await measure(100_000, 0);
const distant = await measure(10_000, 100);
const page = resultsPage(new Date().toISOString().slice(0, 10), goalsOf(), [small, large, distant]);
writeFileSync(join(import.meta.dirname, 'RESULTS.md'), page);
process.stdout.write(page);
process.exitCode = goalsOf().every(({ kept }) => kept) ? 0 : 1;

function goalsOf(): readonly Goal[] {
  const ratio = large.seconds / small.seconds;
  const most = (all: readonly Measured[]): number => Math.max(...all.map(({ megabytes }) => megabytes));
  return [
    {
      promise: `100,000 issues take at most ${MOST_RATIO} times as long as 10,000`,
      measured: `${ratio.toFixed(1)} times`,
      kept: ratio <= MOST_RATIO,
    },
    {
      promise: `less than ${MOST_MEGABYTES} MB of memory for 100,000 issues`,
      measured: `${most([large]).toFixed(0)} MB`,
      kept: most([large]) < MOST_MEGABYTES,
    },
    {
      promise: `100 pages of 100 ms each are collected in less than ${MOST_COLLECT_SECONDS} s`,
      measured: `${distant.collectSeconds.toFixed(2)} s`,
      kept: distant.collectSeconds < MOST_COLLECT_SECONDS,
    },
  ];
}
