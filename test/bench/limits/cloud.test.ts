import { describe, expect, test } from 'vitest';
import { playCloud } from '../../../bench/limits/cloud.ts';
import { lowerBound } from '../../../bench/limits/github-limits.ts';

const SEEDS = [1, 2];

describe("under GitHub's limits", () => {
  test.each(SEEDS)('four runs share a token without a refused request, and no page is lost (seed %i)', async (seed) => {
    const { seen, lost, states } = await playCloud({ seed, requests: [80, 80, 80, 80], factor: 0, tokens: 1 });

    expect(states).toEqual(['completed', 'completed', 'completed', 'completed']);
    expect({ lost, refused: seen.refused, repeated: seen.repeated }).toEqual({ lost: 0, refused: 0, repeated: 0 });
  });

  test.each(SEEDS)(
    'after a secondary limit nothing is sent before it is over, and no page is lost (seed %i)',
    async (seed) => {
      const { seen, lost } = await playCloud({ seed, requests: [450], factor: 1, tokens: 1 });

      expect(seen.secondary).toBeGreaterThan(0);
      expect({ lost, forbidden: seen.forbidden, repeated: seen.repeated }).toEqual({
        lost: 0,
        forbidden: 0,
        repeated: 0,
      });
      expect(seen.refused).toBeLessThan(10);
    },
  );

  test('a minute holds no more than its points, and is used', async () => {
    const { seen, seconds } = await playCloud({ seed: 1, requests: [1100], factor: 0, tokens: 1 });

    expect(seen.refused).toBe(0);
    expect(seconds).toBeGreaterThan(lowerBound(1100));
    expect(seconds).toBeLessThan(1.4 * lowerBound(1100));
  });

  test('two tokens bear twice as much', async () => {
    const one = await playCloud({ seed: 1, requests: [1200], factor: 0, tokens: 1 });
    const two = await playCloud({ seed: 1, requests: [1200], factor: 0, tokens: 2 });

    expect(two.seen.refused).toBe(0);
    expect(one.seconds / two.seconds).toBeGreaterThan(1.8);
  });

  test.each(SEEDS)('five requests are collected within five seconds (seed %i)', async (seed) => {
    const { collecting, seen } = await playCloud({ seed, requests: [5], factor: 0, tokens: 1 });

    expect(seen.requests).toBe(5);
    expect(collecting).toBeLessThan(5);
  });

  test('what a worker held that was killed is asked for again, and nothing is lost', async () => {
    const { killed, lost, seen, states } = await playCloud({
      seed: 1,
      requests: [300],
      factor: 0,
      tokens: 1,
      killAt: 8,
    });

    expect(killed).toBe(true);
    expect(states).toEqual(['completed']);
    expect({ lost, refused: seen.refused, forbidden: seen.forbidden }).toEqual({ lost: 0, refused: 0, forbidden: 0 });
  });
});

describe('two workers never spend a token at a time', () => {
  test.each([1, 2, 3, 4])('in a storm, when runs share the token and it is refused (seed %i)', async (seed) => {
    const { strangers, warned, lost, states } = await playCloud({
      seed,
      requests: [260, 260],
      factor: 1,
      tokens: 1,
      storm: 0.0004,
    });

    expect({ strangers, warned, lost }).toEqual({ strangers: 0, warned: 0, lost: 0 });
    expect(states).toEqual(['completed', 'completed']);
  });

  // In the last one an item dies of the storm, with its 30 pages.
  test.each([2, 4, 6, 19])(
    'in a storm ten times as bad, a page is stored or reported as dead (seed %i)',
    async (seed) => {
      const props = { seed, requests: [260, 260], factor: 1, tokens: 1, storm: 0.004 };
      const { strangers, warned, lost, reported, states } = await playCloud(props);

      expect({ strangers, warned, lost }).toEqual({ strangers: 0, warned: 0, lost: reported });
      expect(states.filter((state) => !state.startsWith('completed'))).toEqual([]);
      expect(states.includes('completed_with_errors')).toBe(reported > 0);
    },
  );

  test('a worker that does not wait for its turn would be found', async () => {
    const { strangers } = await playCloud({
      seed: 1,
      requests: [260, 260],
      factor: 0,
      tokens: 1,
      sabotage: (ports, process) => ({
        ...ports,
        table: {
          ...ports.table,
          get: async (place) => {
            const row = await ports.table.get(place);
            const isMine = (spending: unknown): boolean => JSON.stringify(spending ?? null).includes(`"${process}"`);
            return row?.pk.startsWith('budget/') && isMine(row.next) ? { ...row, grant: row.next ?? null } : row;
          },
        },
      }),
    });

    expect(strangers).toBeGreaterThan(0);
  });
});
