import { describe, expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { randomFaults } from './faults.ts';
import { type Played, play } from './play.ts';
import { scenarios } from './scenarios.ts';

const MOST_SEEDS = 40;

describe('a bug that is brought in is found', () => {
  test.each(bugs)('$name', async ({ scenario: name, faults, props, from = 1 }) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (!scenario) throw new TypeError(`there is no scenario "${name}"`);
    const calm = faults > 0 ? { faultOf: randomFaults(faults) } : {};

    let found: Played | undefined;
    for (let seed = from; seed <= MOST_SEEDS && !found; seed += 1) {
      const played = await play(scenario, seed, { ...calm, ...props });
      if (played.violations.length > 0) found = played;
    }

    expect(found?.violations).toBeDefined();
    const without = await play(scenario, found?.seed ?? 1, calm);
    expect(without.violations).toEqual([]);
  });
});
