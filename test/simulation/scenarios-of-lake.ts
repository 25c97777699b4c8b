import { BOTH, calm, change, changed, first, type Scenario } from './scenario.ts';

/** Runs that publish what they have changed: after the last one the lake is what the domain table is. */
export const lakeScenarios: readonly Scenario[] = [
  {
    name: 'runs publish, and one is canceled',
    props: { publishes: true },
    small: { streams: ['issues', 'people'], issues: 2 },
    play: async (world) => {
      await first(world, 'published first');
      await changed(world, 8);
      const run = await world.request('second', BOTH);
      await world.time.sleep(world.chance.next() * 20_000);
      const isCanceled = world.chance.happens(0.5);
      if (isCanceled) {
        while (!(await world.head(run))) await world.time.sleep(100);
        await world.cancel(run);
      }
      change(world, 2);
      await world.time.sleep(600_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'two runs publish what they share',
    props: { publishes: true },
    small: { spaces: ['s1', 's2'], streams: ['issues', 'people'], issues: 1 },
    play: async (world) => {
      const one = await world.request('one', ['acme:s1']);
      await world.time.sleep(world.chance.next() * 8_000);
      const other = await world.request('other', ['acme:s2']);
      await world.time.sleep(world.chance.next() * 8_000);
      change(world, 4);
      await world.time.sleep(1_200_000);
      await calm(world, [one, other]);
    },
  },
];
