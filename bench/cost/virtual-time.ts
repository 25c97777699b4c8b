import { setImmediate as turn } from 'node:timers/promises';
import type { ClockPort } from '../../shared/pipeline/ports.ts';

/** Turns of the event loop after which whatever can go on without waiting has gone on: promises, ticks, small streams. */
const TURNS = 2;

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that jumps to the next sleeper once everybody sleeps. */
export interface VirtualTime {
  readonly clock: ClockPort;
  /** Runs until the work is done. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Begins virtual time at this moment, epoch milliseconds. */
export function virtualTime(start: number): VirtualTime {
  let now = start;
  // Sorted by time, the next one last; few sleep at one time.
  const sleepers: Sleeper[] = [];
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      const at = now + Math.max(0, milliseconds);
      const index = sleepers.findLastIndex((other) => other.at > at);
      sleepers.splice(index + 1, 0, { at, wake });
    });
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    let isDone = false;
    const result = work().finally(() => {
      isDone = true;
    });
    result.catch(() => undefined);
    for (;;) {
      for (let i = 0; i < TURNS; i += 1) await turn();
      if (isDone) return result;
      const next = sleepers.pop();
      if (!next) continue;
      now = next.at;
      next.wake();
    }
  };
  // Whole milliseconds, as a machine tells them.
  return { clock: { now: () => Math.floor(now), sleep }, run };
}
