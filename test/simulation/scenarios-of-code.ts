import { acmeWith, sizedTo } from './acme.ts';
import type { Ports } from './ports.ts';
import { BOTH, calm, changed, first, type Scenario } from './scenario.ts';
import type { World } from './world.ts';

const MARK = 'new: ';
/** Worlds in which half of the processes that are started have the new code. */
const rolling = new WeakSet<World>();

/** Of processes that are started one after the other, every second one has the new code. */
export function withNewCode(ports: Ports, process: string, world: World): Ports {
  const number = Number(process.split('-').at(-1));
  if (!rolling.has(world) || number % 2 === 0) return ports;
  return { ...ports, plugins: new Map([['acme', sizedTo(acmeWith({ mark: MARK }), world.size)]]) };
}

/** What a deployment does to runs that are under way. */
export const codeScenarios: readonly Scenario[] = [
  {
    name: 'new code in the middle of a run',
    props: { sabotage: withNewCode },
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      const run = await world.request('second', BOTH);
      await world.time.sleep(world.chance.next() * 12_000);
      rolling.add(world);
      await world.time.sleep(600_000);
      world.deploy(acmeWith({ mark: MARK }));
      rolling.delete(world);
      await calm(world, [run], { prefix: MARK });
    },
  },
  {
    name: 'a run begins while old code still works',
    props: { sabotage: withNewCode },
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      rolling.add(world);
      const run = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      world.deploy(acmeWith({ mark: MARK }));
      rolling.delete(world);
      await calm(world, [run], { prefix: MARK });
    },
  },
];
