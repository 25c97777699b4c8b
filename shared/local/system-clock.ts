import { setTimeout as wait } from 'node:timers/promises';
import type { ChancePort, ClockPort } from '../pipeline/ports.ts';

// A longer timer fires at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: ClockPort = {
  now: () => Date.now(),
  sleep: async (milliseconds, over) => {
    let left = Math.max(0, milliseconds);
    do {
      // Only its end by `over` rejects.
      await wait(Math.min(left, LONGEST_TIMER), undefined, over && { signal: over }).catch(() => undefined);
      left -= LONGEST_TIMER;
    } while (left > 0 && !over?.aborted);
  },
};

/** The machine's own chance. */
export const systemChance: ChancePort = { next: () => Math.random() };
