import { type EntryList, REACH } from './entries.ts';
import { BOTH, BOUND_MINUTES, calm, changed, first, type Scenario } from './scenario.ts';
import { fullWith } from './sizes.ts';
import type { World } from './world.ts';

/** Entries that are made while a list is read: fewer than would make its end run away. */
const MOST_MADE = 4;

/**
 * From now on, whenever a page of the list was given something may be made, which pushes all that lies behind by a place.
 * Where something vanishes, one thing does: what lies behind moves forward. Answers how to end it.
 */
function shift(world: World, list: EntryList, vanishes: boolean): () => void {
  const { vendor, chance, trace } = world;
  const answer = vendor.answer;
  let made = 0;
  let isOver = false;
  let isGone = !vanishes;
  vendor.answer = (question) => {
    const reply = answer(question);
    const [, name = ''] = new RegExp(`^/spaces/([^/]+)/${list}\\?`).exec(question.request.target) ?? [];
    const entries = vendor.spaces.get(name)?.entries[list];
    if (isOver || !entries) return reply;
    if (made < MOST_MADE && chance.happens(0.5)) {
      const isMade = vendor.make(name, list);
      made += isMade ? 1 : 0;
      trace.add(`vendor: ${isMade ? 'made' : 'not made'}: one of ${list} of ${name}`);
    }
    if (!isGone && chance.happens(0.4)) {
      isGone = true;
      const [gone] = entries.splice(chance.below(entries.length), 1);
      trace.add(`vendor: deleted: ${gone?.id} of ${list} of ${name}`);
    }
    return reply;
  };
  return () => {
    isOver = true;
  };
}

/** Makes as many entries as fit into a window, or one less: one more, and it has to be cut. */
async function fill({ vendor, chance, time }: World, list: EntryList): Promise<void> {
  for (let i = chance.below(2); i < REACH; i += 1) {
    for (const name of vendor.spaces.keys()) vendor.make(name, list);
    await time.sleep(600_000);
  }
}

const shifting = (list: EntryList, name: string): Scenario => ({
  name,
  props: { size: fullWith(list) },
  small: { streams: [list] },
  play: async (world) => {
    const { chance, time } = world;
    if (chance.happens(0.5)) await first(world, `first, with ${list}`);
    await changed(world, 5);
    await fill(world, list);
    const vanishes = chance.happens(0.3);
    const end = shift(world, list, vanishes);
    const run = await world.request('second', BOTH);
    await time.sleep(600_000);
    // What moved forward past the place that was read, and what is gone, a full read finds: twice, as one may be disturbed.
    const runs = [run];
    if (vanishes) {
      await world.ended(run, BOUND_MINUTES);
      end();
      runs.push(await world.request('full', BOTH, { full: true }));
      await time.sleep(600_000);
    }
    end();
    await calm(world, runs, vanishes ? { last: { full: true } } : {});
  },
});

/** Lists that move while they are read page after page, with ends that the vendor sets. */
export const pagingScenarios: readonly Scenario[] = [
  shifting('releases', 'a list by offset moves while it is read, and is begun again where offsets end'),
  shifting('worklogs', 'windows of time fill while they are read'),
];
