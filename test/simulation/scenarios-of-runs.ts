import { isOpen } from '../../shared/pipeline/run-head.ts';
import { BOTH, calm, changed, first, type Scenario } from './scenario.ts';
import { throttledTable } from './throttled-table.ts';

/** After this request of a second sync the token is refused; a new one is there when the run has ended. */
export const tokenExpiresAt = (request: number): Scenario => ({
  name: `token expires at request ${request}`,
  play: async (world) => {
    const { vendor, time } = world;
    await first(world);
    await changed(world, 10);
    const before = vendor.counts.requests;
    const answer = vendor.answer;
    vendor.answer = (question) => {
      if (vendor.counts.requests - before === request) vendor.tokens.delete('key-1');
      return answer(question);
    };
    const run = await world.request('second', BOTH);
    await time.sleep(1_200_000);
    vendor.tokens = new Set(['key-2']);
    const next = await world.request('third', BOTH);
    await time.sleep(1_200_000);
    await calm(world, [run, next]);
  },
});

/** What befalls runs: they lose their machine, come back, and meet a store at its limit. */
export const runScenarios: readonly Scenario[] = [
  {
    name: 'a zombie of an older epoch',
    play: async (world) => {
      const { chance, time } = world;
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      await time.sleep(chance.next() * 15_000);
      world.abortMachines();
      world.sweeping = false;
      await time.sleep(22 * 60_000);
      const next = await world.request('third', BOTH);
      for (let i = 0; i < 6; i += 1) {
        await time.sleep(chance.next() * 5_000);
        const head = await world.head(run);
        if (head) void world.beside(chance.pick(['dispatch', 'finish', 'plan']), run);
      }
      world.sweeping = true;
      await time.sleep(600_000);
      const zombie = await world.head(run);
      if (zombie && !isOpen(zombie)) await world.beside('finish', run);
      await calm(world, [next]);
    },
  },
  {
    name: 'a run is to be finished while it goes on',
    play: async (world) => {
      const { chance, time } = world;
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      for (let i = 0; i < 8; i += 1) {
        await time.sleep(chance.next() * 3_000);
        if (await world.head(run)) void world.beside('finish', run);
      }
      await time.sleep(600_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'a table that hands back what it did not process',
    props: {
      sabotage: (ports) => ({
        ...ports,
        table: throttledTable(ports.table, ports),
        domain: throttledTable(ports.domain, ports),
      }),
    },
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      await calm(world, [run]);
    },
  },
  {
    name: 'token expires at a request',
    play: (world) => tokenExpiresAt(world.chance.below(30)).play(world),
  },
];
