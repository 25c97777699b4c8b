import { describe, expect, test } from 'vitest';
import { randomFaults, STORM } from './faults.ts';
import { boundariesOf, play, playSpec } from './play.ts';
import { canceledAfter, scenarios } from './scenarios.ts';

const SEEDS = [1, 2, 3];

describe('whatever fails, nothing is lost, doubled, stale or stuck', () => {
  test.each(scenarios)('$name', async (scenario) => {
    for (const seed of SEEDS) {
      const { violations } = await play(scenario, seed, { ...STORM, ...scenario.props, faultOf: randomFaults(0.005) });

      expect(violations, `npm run simulate -- --scenario "${scenario.name}" --from ${seed} --seeds 1`).toEqual([]);
    }
  });
});

test('no request is made while a limit is in force that was told', async () => {
  const limits = scenarios.filter(({ name }) => name === 'limits');

  for (const scenario of limits)
    for (const seed of SEEDS) expect((await play(scenario, seed)).violations, `seed ${seed}`).toEqual([]);
});

test('a run may be canceled at any call, and the next one starts clean', async () => {
  for (let calls = 10; calls < 1_400; calls += 83) {
    const { violations } = await play(canceledAfter(calls), 1);

    expect(violations, `canceled after ${calls} calls`).toEqual([]);
  }
});

describe('one fault at one call', () => {
  test.each(scenarios.filter(({ name }) => name === 'first sync' || name === 'incremental'))(
    '$name',
    async (scenario) => {
      const spec = { scenario: scenario.name, size: 'full', seed: 1, mode: 'liveness' } as const;
      const boundaries = await boundariesOf(scenario, spec);
      const some = boundaries.filter((_, i) => i % Math.floor(boundaries.length / 12) === 0);

      for (const { what, ...faults } of some) {
        const { violations } = await playSpec(scenario, { ...spec, faults });

        expect(violations, `${faults.fault} at ${faults.call} ${what}`).toEqual([]);
      }
    },
  );
});
