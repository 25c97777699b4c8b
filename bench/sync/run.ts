import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Goal } from '../page.ts';
import { type Measured, measure } from './measure.ts';
import { resultsPage } from './results.ts';

/** Ten times the pages may take a little more than ten times as long. */
const MOST_RATIO = 11;
const MOST_MEGABYTES = 512;
const MOST_COLLECT_SECONDS = 2;

/** Syncs generated repositories and writes what it took. */
export async function run(): Promise<void> {
  const small = await measure(10_000, 0);
  const large = await measure(100_000, 0);
  const distant = await measure(10_000, 100);
  const goals = goalsOf({ small, large, distant });
  const page = resultsPage(goals, [small, large, distant]);
  writeFileSync(join(import.meta.dirname, '../RESULTS.md'), page);
  process.stdout.write(page);
  if (!goals.every(({ kept }) => kept)) process.exitCode = 1;
}

function goalsOf({ small, large, distant }: Record<'small' | 'large' | 'distant', Measured>): readonly Goal[] {
  const ratio = large.seconds / small.seconds;
  return [
    {
      promise: `100,000 issues take at most ${MOST_RATIO} times as long as 10,000`,
      measured: `${ratio.toFixed(1)} times`,
      kept: ratio <= MOST_RATIO,
    },
    {
      promise: `less than ${MOST_MEGABYTES} MB of memory for 100,000 issues`,
      measured: `${large.megabytes.toFixed(0)} MB`,
      kept: large.megabytes < MOST_MEGABYTES,
    },
    {
      promise: `100 pages of 100 ms each are collected in less than ${MOST_COLLECT_SECONDS} s`,
      measured: `${distant.collectSeconds.toFixed(2)} s`,
      kept: distant.collectSeconds < MOST_COLLECT_SECONDS,
    },
  ];
}
