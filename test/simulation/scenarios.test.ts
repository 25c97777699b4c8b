import { describe, expect, test } from 'vitest';
import { boundariesOf, play, playSpec } from './play.ts';
import { scenarioNamed } from './scenario-named.ts';
import { canceledAfter, scenarios } from './scenarios.ts';
import { argumentsOf } from './spec-text.ts';
import type { Mode } from './world.ts';

const SEEDS = [1, 2, 3];

describe('whatever fails, nothing is lost, doubled, stale or stuck', () => {
  test.each(scenarios)('$name', async (scenario) => {
    const specs = [
      ...SEEDS.map((seed) => ({ seed, size: 'small', mode: 'liveness' }) as const),
      { seed: 4, size: 'small', mode: 'safety' } as const,
      { seed: 1, size: 'full', mode: 'liveness' } as const,
    ];
    for (const each of specs) {
      const spec = { scenario: scenario.name, faults: 0.005, ...each };
      const { violations } = await playSpec(scenario, spec);

      expect(violations, `npm run simulate -- ${argumentsOf(spec)}`).toEqual([]);
    }
  });
});

test('faults that never stop are met until the end, those that stop are not', async () => {
  const lateFaults = async (mode: Mode): Promise<number> => {
    const spec = { scenario: 'first sync', size: 'small', seed: 2, mode, faults: 0.02 } as const;
    const { trace } = await playSpec(scenarioNamed(spec.scenario), spec);
    const lines = trace(10_000);
    const last = lines.findLastIndex((line) => /caller-\d+ +died|caller-\d+ +done/.test(line));
    return lines.slice(Math.max(0, last)).filter((line) => line.includes(' FAULT ')).length;
  };

  expect(await lateFaults('liveness')).toBe(0);
  expect(await lateFaults('safety')).toBeGreaterThan(0);
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
