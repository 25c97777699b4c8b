import { BOTH, calm, type Scenario } from './scenario.ts';

const AN_HOUR = 3_600_000;

/** Limits that are told in other ways than by seconds. */
export const limitScenarios: readonly Scenario[] = [0, 5 * 60_000, -5 * 60_000].map((skew) => ({
  name: `limits that only the window's headers tell, clocks differ by ${skew / 60_000} min`,
  play: async (world) => {
    const { amount } = world.size.limit;
    world.vendor.skew = skew;
    world.vendor.limits = { window: { amount, seconds: 600 }, minute: 1_000, silent: true };
    const run = await world.request('first', BOTH);
    await world.time.sleep(AN_HOUR);
    await calm(world, [run]);
  },
}));
