import { Worker } from 'node:worker_threads';
import type { PlaySpec } from './play.ts';

/** What a worker tells of one play. */
export interface Told {
  readonly spec: PlaySpec;
  readonly violations: readonly string[];
  readonly hash: string;
  readonly calls: number;
  readonly moments: number;
  /** It is the crash that was played as well, beside an error. */
  readonly isBeside: boolean;
  /** The last lines, where something was wrong or they were wanted. */
  readonly trace: readonly string[];
}

/** What a worker is asked. */
export interface Batch {
  readonly specs: readonly PlaySpec[];
  readonly withTrace: boolean;
}

/** Specs that a worker plays at a time: enough that a message costs nothing, few enough that no worker is last for long. */
const A_BATCH = 32;

/** Worlds are short-lived: with room for a hundred of them, hardly anything is copied before it is dead. */
const LIMITS = { maxYoungGenerationSizeMb: 128 } as const;

/**
 * Plays all specs on so many threads. What comes of a spec depends on nothing but the spec, and it is told in the order of
 * the specs, so the number of threads changes nothing but the time. What is not begun in time is left out.
 */
export async function playAll(
  specs: readonly PlaySpec[],
  {
    workers,
    withTrace,
    withinSeconds = Number.POSITIVE_INFINITY,
  }: { readonly workers: number; readonly withTrace: boolean; readonly withinSeconds?: number },
  tell: (told: Told) => void,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(specs.length / A_BATCH) }, (_, i) =>
    specs.slice(i * A_BATCH, (i + 1) * A_BATCH),
  );
  const end = performance.now() + withinSeconds * 1000;
  const done = new Map<number, readonly Told[]>();
  let next = 0;
  let told = 0;
  const take = (index: number, results: readonly Told[]): void => {
    done.set(index, results);
    for (let ready = done.get(told); ready; ready = done.get(told)) {
      ready.forEach(tell);
      done.delete(told);
      told += 1;
    }
  };
  const one = async (): Promise<void> => {
    const worker = new Worker(new URL('./player.ts', import.meta.url), { resourceLimits: LIMITS });
    try {
      for (let index = next; index < batches.length && performance.now() < end; index = next) {
        next += 1;
        take(index, await asked(worker, { specs: batches[index] ?? [], withTrace }));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, batches.length) }, one));
}

const asked = (worker: Worker, batch: Batch): Promise<readonly Told[]> =>
  new Promise((resolve, reject) => {
    const heard = (results: readonly Told[]): void => {
      worker.off('error', reject);
      resolve(results);
    };
    worker.once('message', heard);
    worker.once('error', reject);
    worker.postMessage(batch);
  });
