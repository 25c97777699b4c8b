import { places } from '../../shared/contract/places.ts';
import { ScopeRecord } from '../../shared/contract/stored.ts';
import { readTotals } from '../../shared/pipeline/fold.ts';
import { BOTH, BOUND_MINUTES, calm, change, changed, changing, first, type Scenario } from './scenario.ts';
import { spoilAnswers, vendorFaults } from './vendor-faults.ts';
import type { World } from './world.ts';

const SKEW = 7 * 60_000;
const keyOf = (space: string): string => `acme/acme/${space}`;
const spacesOf = (world: World) => [...world.vendor.spaces.values()];

/** Every build ends now. */
function finishBuilds(world: World): void {
  const at = world.time.now() + world.vendor.skew;
  for (const build of spacesOf(world).flatMap(({ builds }) => builds))
    if (build.finishedAt === undefined) Object.assign(build, { finishedAt: at, updatedAt: at, result: 'ok' });
}

/** Labels that were taken off are tombstones, not rows that are missing. */
function checkTombstones(world: World, removed: readonly string[]): void {
  const rows = new Map(world.domain.rows().map((item) => [`${item.pk.split('|')[0]} ${item.sk}`, item]));
  for (const key of removed)
    if (rows.get(key)?.deleted !== true) world.violations.push(`no tombstone: ${key} was taken off upstream`);
}

/** What happens upstream: things change, break, vanish and come back, and the source's clock is another one. */
export const sourceScenarios: readonly Scenario[] = [
  {
    name: 'a label is removed upstream',
    small: { streams: ['issues', 'people'], issues: 3 },
    play: async (world) => {
      await first(world);
      const [one] = spacesOf(world).flatMap(({ issues }) => issues.filter(({ labels }) => labels.length > 0));
      const removed = (one?.labels ?? []).map((label) => `issue_labels ${one?.id}/${label}`);
      if (one) Object.assign(one, { labels: [], updatedAt: world.time.now(), isMalformed: false });
      await world.time.sleep(900_000);
      const run = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      await calm(world, [run]);
      checkTombstones(world, removed);
    },
  },
  {
    name: 'things that reopen, and a replay',
    small: { streams: ['builds', 'steps'], builds: 4 },
    play: async (world) => {
      await first(world);
      finishBuilds(world);
      await world.time.sleep(900_000);
      const second = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      await world.ended(second, BOUND_MINUTES);
      change(world, 20, { reopens: true });
      await world.time.sleep(900_000);
      // A list that begins with the newest does not show what is old and has been reopened: a full one does.
      const full = await world.request('full', BOTH, { full: true });
      await world.time.sleep(600_000);
      await world.ended(full, BOUND_MINUTES);
      const replay = await world.request('replay', BOTH, { from: 'extract' });
      await world.time.sleep(600_000);
      await world.ended(replay, BOUND_MINUTES);
      finishBuilds(world);
      await world.time.sleep(900_000);
      await calm(world, [second, full, replay]);
    },
  },
  {
    name: 'things reopen while they are asked for again',
    small: { streams: ['builds', 'steps'], builds: 4 },
    play: async (world) => {
      await first(world);
      let isOver = false;
      changing(world, 1, () => isOver, { reopens: true });
      const run = await world.request('second', BOTH);
      await world.time.sleep(60_000);
      isOver = true;
      await world.time.sleep(900_000);
      await world.ended(run, BOUND_MINUTES);
      const full = await world.request('full', BOTH, { full: true });
      await world.time.sleep(900_000);
      finishBuilds(world);
      await world.time.sleep(900_000);
      await calm(world, [run, full], { last: { full: true } });
    },
  },
  {
    name: 'a scope is renamed and mapped while its old pages are extracted again',
    play: async (world) => {
      await first(world);
      for (const space of spacesOf(world)) space.name = `${space.id} renamed`;
      await changed(world, 5);
      const second = await world.request('second', BOTH);
      await world.time.sleep(600_000);
      await world.ended(second, BOUND_MINUTES);
      const replay = await world.request('replay', BOTH, { from: 'extract' });
      await world.time.sleep(world.chance.next() * 8_000);
      for (const { id } of spacesOf(world)) await world.map(keyOf(id), { prefix: 'mapped ' });
      await world.time.sleep(600_000);
      await world.ended(replay, BOUND_MINUTES);
      for (const { id, name } of spacesOf(world)) {
        const record = ScopeRecord.parse(await world.control.get(places.scope(keyOf(id))));
        if (record.name !== name)
          world.violations.push(`stale: scope ${id} is called ${record.name}, should be ${name}`);
      }
      await calm(world, [second, replay], { prefix: 'mapped ' });
    },
  },
  ...[SKEW, -SKEW].map(
    (skew): Scenario => ({
      name: skew > 0 ? "the vendor's clock is ahead" : "the vendor's clock is behind",
      play: async (world) => {
        world.vendor.skew = skew;
        await first(world, `first, clocks differ by ${skew}`);
        change(world, 15);
        await world.time.sleep(1_000);
        const run = await world.request('second', BOTH);
        await world.time.sleep(world.chance.next() * 5_000);
        change(world, 8);
        await world.time.sleep(600_000);
        await calm(world, [run]);
      },
    }),
  ),
  {
    name: 'answers break in every way',
    play: async (world) => {
      await first(world);
      await changed(world, 10);
      let isOver = false;
      spoilAnswers(world, () => (!isOver && world.chance.happens(0.2) ? world.chance.pick(vendorFaults) : undefined));
      const run = await world.request('second', BOTH);
      await world.time.sleep(1_800_000);
      await changed(world, 3);
      const next = await world.request('third', BOTH);
      await world.time.sleep(1_800_000);
      isOver = true;
      await calm(world, [run, next]);
    },
  },
  {
    name: 'drift is told as it happened',
    small: { streams: ['issues', 'people'], issues: 6 },
    play: async (world) => {
      const { vendor, chance, control } = world;
      const moved = chance.happens(0.5) ? 1 + chance.below(2) : 0;
      let read = 0;
      const answer = vendor.answer;
      vendor.answer = (question) => {
        const reply = answer(question);
        if (!/^\/spaces\/s1\/issues(\?|$)/.test(question.request.target)) return reply;
        read += 1;
        // The first page was read: all that lies behind moves forward by one place, before the edges are read again.
        if (read === moved) vendor.spaces.get('s1')?.issues.splice(0, 1);
        return reply;
      };
      const run = await world.request('first', BOTH);
      await world.time.sleep(600_000);
      world.faulty = false;
      await world.ended(run, BOUND_MINUTES);
      const told = (await readTotals(control, run)).streams[`${keyOf('s1')}#issues`]?.drift ?? 0;
      const injected = moved > 0 ? 1 : 0;
      if (world.isCalm && told !== injected) world.violations.push(`drift: ${told} told, ${injected} injected`);
      await calm(world, [run]);
    },
  },
];
