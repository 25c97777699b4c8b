import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { limitsPage } from './limits-page.ts';
import { type Play, playsOf, type Result } from './plays.ts';

const SEEDS = [1, 2, 3];

/** Plays the limits of GitHub in virtual time, seed by seed; the page is written after each seed. */
export async function run(): Promise<void> {
  const results: Result[] = [];
  const workers = Array.from({ length: availableParallelism() }, () => fork(join(import.meta.dirname, 'worker.ts')));
  try {
    for (const seed of SEEDS) {
      const plays = [...playsOf(seed)];
      await Promise.all(workers.map((worker) => playAll(worker, plays, results)));
      const { page, kept } = limitsPage(results);
      writeFileSync(join(import.meta.dirname, '../LIMITS.md'), page);
      process.stdout.write(`seed ${seed} of ${SEEDS.length}\n`);
      if (seed !== SEEDS.at(-1)) continue;
      process.stdout.write(page);
      if (!kept) process.exitCode = 1;
    }
  } finally {
    for (const worker of workers) worker.disconnect();
  }
}

async function playAll(worker: ChildProcess, plays: Play[], results: Result[]): Promise<void> {
  const exit = once(worker, 'exit');
  // Looked at only while a play is waited for.
  exit.catch(() => undefined);
  for (let play = plays.shift(); play; play = plays.shift()) {
    const failed = exit.then((): never => {
      throw new TypeError(`a play failed: ${JSON.stringify(play)}`);
    });
    const answered = new AbortController();
    const answer = once(worker, 'message', { signal: answered.signal });
    worker.send(play);
    // A message comes with a handle beside it, which there is none of.
    const [result] = await Promise.race([answer, failed]);
    results.push(result);
    answered.abort();
    failed.catch(() => undefined);
  }
}
