import { setTimeout as wait } from 'node:timers/promises';
import type { ChancePort, ClockPort } from '../pipeline/ports.ts';

// A longer timer fires at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: ClockPort = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    let left = milliseconds;
    for (; left > LONGEST_TIMER; left -= LONGEST_TIMER) await wait(LONGEST_TIMER);
    await wait(Math.max(0, left));
  },
};

/** The machine's own chance. */
export const systemChance: ChancePort = { next: () => Math.random() };
