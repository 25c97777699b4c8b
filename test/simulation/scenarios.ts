import { acmeWith } from './acme.ts';
import { BOTH, BOUND_MINUTES, calm, change, changed, changing, first, type Scenario } from './scenario.ts';
import { codeScenarios } from './scenarios-of-code.ts';
import { deletionScenarios } from './scenarios-of-deletions.ts';
import { enrichScenarios } from './scenarios-of-enrich.ts';
import { lakeScenarios } from './scenarios-of-lake.ts';
import { limitScenarios } from './scenarios-of-limits.ts';
import { pagingScenarios } from './scenarios-of-paging.ts';
import { runScenarios } from './scenarios-of-runs.ts';
import { sourceScenarios } from './scenarios-of-sources.ts';
import { full } from './sizes.ts';
import { differences, storedRows, truthOf } from './truth.ts';

/** A run is canceled after so many calls of the world, and a new one is asked for at once. */
export const canceledAfter = (calls: number): Scenario => ({
  name: `canceled after ${calls} calls`,
  play: async (world) => {
    const run = await world.request('canceled', BOTH);
    while (world.counter.calls < calls || !(await world.head(run))) await world.time.sleep(3);
    await world.cancel(run);
    const next = await world.request('next', BOTH);
    await world.time.sleep(600_000);
    await calm(world, [run, next]);
  },
});

/** Everything that the issue names and the engine can do. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'first sync',
    play: async (world) => {
      const run = await world.request('first', BOTH);
      await world.time.sleep(600_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'incremental',
    play: async (world) => {
      await first(world);
      await changed(world, 25);
      const run = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      change(world, 6);
      await calm(world, [run]);
    },
  },
  {
    name: 'changes while it is read',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      let isOver = false;
      changing(world, 2, () => isOver);
      const run = await world.request('second', BOTH);
      await world.time.sleep(120_000);
      isOver = true;
      await world.time.sleep(500_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'things vanish while it is read',
    props: { issues: 30 },
    play: async (world) => {
      let isOver = false;
      changing(world, 0.6, () => isOver, { deletes: true });
      const run = await world.request('first', BOTH);
      await world.time.sleep(14_000);
      isOver = true;
      await world.time.sleep(500_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'replay from extract',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const second = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      await world.ended(second, BOUND_MINUTES);
      const replay = await world.request('replay', BOTH, { from: 'extract' });
      await world.time.sleep(600_000);
      await calm(world, [second, replay]);
    },
  },
  {
    name: 'replay from convert',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const second = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      await world.ended(second, BOUND_MINUTES);
      const replay = await world.request('replay', BOTH, { from: 'convert' });
      await world.time.sleep(600_000);
      await calm(world, [second, replay]);
    },
  },
  {
    name: 'cancel and a new run',
    play: async (world) => {
      if (world.chance.happens(0.5)) await first(world);
      await changed(world, 10);
      const run = await world.request('canceled', BOTH);
      await world.time.sleep(world.chance.next() * 12_000);
      while (!(await world.head(run))) await world.time.sleep(100);
      await world.cancel(run);
      if (world.chance.happens(0.5)) await world.ended(run, BOUND_MINUTES);
      const next = await world.request('next', BOTH);
      await world.time.sleep(600_000);
      await calm(world, [run, next]);
    },
  },
  {
    name: 'two dispatchers',
    props: { steps: { lost: 0.05, doubled: 0.3 }, loops: 1 },
    play: async (world) => {
      const run = await world.request('first', BOTH);
      for (let i = 0; i < 4; i += 1) {
        await world.time.sleep(world.chance.next() * 4_000);
        if (await world.head(run)) void world.beside('dispatch', run);
      }
      await world.time.sleep(600_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'dead heartbeat',
    play: async (world) => {
      const run = await world.request('first', BOTH);
      await world.time.sleep(world.chance.next() * 15_000);
      world.abortMachines();
      await world.time.sleep(20 * 60_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'superseded',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      await world.time.sleep(world.chance.next() * 15_000);
      world.abortMachines();
      world.sweeping = false;
      await world.time.sleep(22 * 60_000);
      const next = await world.request('third', BOTH);
      // It may live after all, at the very moment at which it is taken over.
      if (world.chance.happens(0.5)) {
        await world.time.sleep(world.chance.next() * 600);
        void world.beside('dispatch', run);
      }
      world.sweeping = true;
      await world.time.sleep(600_000);
      if (await world.head(run)) await world.beside('dispatch', run);
      await calm(world, [next]);
    },
  },
  {
    name: 'two starters of one scope',
    play: async (world) => {
      const [a, b] = await Promise.all([
        world.request('one', BOTH),
        world.time.sleep(world.chance.next() * 300).then(() => world.request('other', ['acme:s2', 'acme:s1'])),
      ]);
      await world.time.sleep(600_000);
      await calm(world, [a, b]);
    },
  },
  {
    name: 'overlapping schedules',
    play: async (world) => {
      const runs: string[] = [];
      for (let i = 0; i < 3; i += 1) {
        const at = new Date(world.time.now()).toISOString();
        runs.push(world.schedule('hourly', at, BOTH), world.schedule('hourly', at, BOTH));
        change(world, 4);
        await world.time.sleep(world.chance.next() * 8_000);
      }
      await world.time.sleep(600_000);
      await calm(world, [...new Set(runs)]);
    },
  },
  {
    name: 'late, lost and doubled messages',
    props: { messages: { lost: 0.15, doubled: 0.3, late: 0.3 } },
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      await world.time.sleep(1_200_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'limits',
    play: async (world) => {
      const { amount, minute } = world.size.limit;
      world.vendor.limits = { window: { amount, seconds: 600 }, minute };
      const run = await world.request('first', BOTH);
      await world.time.sleep(3_600_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'bad weather',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      world.vendor.weather = { transient: 0.45, garbled: 0.1 };
      const run = await world.request('second', BOTH);
      await world.time.sleep(1_200_000);
      await changed(world, 3);
      const next = await world.request('third', BOTH);
      await world.time.sleep(1_200_000);
      await calm(world, [run, next]);
    },
  },
  {
    name: 'retry of what died',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      world.vendor.weather = { transient: 0.5, garbled: 0.1 };
      const run = await world.request('second', BOTH);
      await world.time.sleep(1_800_000);
      const state = (await world.head(run))?.state;
      world.vendor.weather = { transient: 0, garbled: 0 };
      const runs = [run];
      if (state === 'completed_with_errors') runs.push(await world.request('retry', BOTH, { retry: run }));
      await world.time.sleep(world.chance.next() * 6_000);
      const retry = runs[1];
      if (retry !== undefined && world.chance.happens(0.3) && (await world.head(retry))) await world.cancel(retry);
      await world.time.sleep(600_000);
      await calm(world, runs);
    },
  },
  ...(['collect', 'extract', 'convert'] as const).map(
    (poison): Scenario => ({
      name: `poison in ${poison}, then better code`,
      props: { plugin: acmeWith({ poison }) },
      play: async (world) => {
        const run = await world.request('first', BOTH);
        await world.time.sleep(3_000_000);
        await world.ended(run, BOUND_MINUTES);
        world.deploy(acmeWith({}));
        const next = await world.request('second', BOTH);
        await world.time.sleep(600_000);
        await calm(world, [run, next]);
      },
    }),
  ),
  {
    name: 'another mapping',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      await world.time.sleep(world.chance.next() * 15_000);
      for (const scope of ['acme/acme/s1', 'acme/acme/s2']) await world.map(scope, { prefix: 'mapped ' });
      await world.time.sleep(600_000);
      await calm(world, [run], { prefix: 'mapped ' });
    },
  },
  {
    name: 'token is refused for a while',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      await world.time.sleep(world.chance.next() * 6_000);
      world.vendor.tokens = new Set();
      await world.time.sleep(1_200_000);
      world.vendor.tokens = new Set(['key-1']);
      await calm(world, [run]);
    },
  },
  {
    name: 'a record in two scopes',
    small: { spaces: ['s1', 's2'], streams: ['commits'], commits: 3, perPage: full.perPage },
    play: async (world) => {
      await first(world);
      const [commit, beside] = world.vendor.commits;
      if (!commit || !beside) return;
      const { message } = commit;
      commit.message = 'for a while';
      const other = await world.request('other', ['acme:s2']);
      await world.time.sleep(1_200_000);
      commit.message = message;
      // Were the whole page as it was, the answer would be 304, which tells nothing of the other scope.
      beside.message = 'changed';
      const one = await world.request('one', ['acme:s1']);
      await world.time.sleep(1_200_000);
      world.faulty = false;
      await world.ended(other, BOUND_MINUTES);
      await world.ended(one, BOUND_MINUTES);
      const wrong = differences(world.vendor, truthOf(world.vendor, ['s1']), storedRows(world.domain.rows()));
      world.violations.push(...wrong.filter((line) => !line.startsWith('too many')));
      await calm(world, [one, other]);
    },
  },
  {
    name: 'token expires',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      await world.time.sleep(world.chance.next() * 6_000);
      world.vendor.tokens = new Set();
      await world.time.sleep(1_200_000);
      world.vendor.tokens = new Set(['key-2']);
      const next = await world.request('third', BOTH);
      await world.time.sleep(1_200_000);
      await calm(world, [run, next]);
    },
  },
  ...sourceScenarios,
  ...deletionScenarios,
  ...runScenarios,
  ...codeScenarios,
  ...limitScenarios,
  ...lakeScenarios,
  ...enrichScenarios,
  ...pagingScenarios,
];
