import { Project } from '../../shared/contract/project.ts';
import { saveProject } from '../../shared/pipeline/projects.ts';
import { BOTH, calm, change, changed, first, type Scenario } from './scenario.ts';

/** Each call has time for one part of a few rows: what is derived in parts is what is derived at once. */
const inParts = { rows: 2, share: 0 } as const;

/** Runs whose enriching is too much for one call. */
export const enrichScenarios: readonly Scenario[] = [
  {
    name: 'enriched in parts',
    props: { enriches: inParts },
    play: async (world) => {
      await first(world, 'enriched first');
      await changed(world, 8);
      const run = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      change(world, 2);
      await calm(world, [run]);
    },
  },
  {
    name: 'two runs enrich a product that they share, in parts',
    props: { enriches: inParts },
    small: { spaces: ['s1', 's2'], streams: ['issues', 'people', 'commits'], issues: 1, commits: 2 },
    play: async (world) => {
      await saveProject(world.control, Project.parse({ name: 'P', scopes: BOTH }));
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
