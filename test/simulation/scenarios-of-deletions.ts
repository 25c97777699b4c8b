import { places } from '../../shared/contract/places.ts';
import { RunReport } from '../../shared/contract/run.ts';
import { BOTH, BOUND_MINUTES, calm, first, type Scenario } from './scenario.ts';
import { storedRows } from './truth.ts';
import type { World } from './world.ts';

const AN_HOUR = 3_600_000;

/** A full sync, to its end. */
async function readInFull(world: World, key: string): Promise<string> {
  const run = await world.request(key, BOTH, { full: true });
  await world.time.sleep(600_000);
  await world.ended(run, BOUND_MINUTES);
  return run;
}

/** Takes the issue with the fewest comments out of the first space, or the one with the most. Answers its id. */
function deleteOne({ vendor }: World, which: 'fewest' | 'most' = 'fewest'): string {
  const [space] = [...vendor.spaces.values()];
  const sorted = (space?.issues ?? []).toSorted((a, b) => a.comments.length - b.comments.length);
  const one = sorted.at(which === 'fewest' ? 0 : -1);
  if (!space || !one) return '';
  space.issues.splice(space.issues.indexOf(one), 1);
  return String(one.id);
}

/** Rows that tell of an issue, and are no tombstones. */
const rowsOf = (world: World, issue: string): readonly string[] =>
  [...storedRows(world.domain.rows())]
    .filter(([key, body]) => /^(issues|issue_labels) /.test(key) && key.split(/[ /]/)[1] === issue && body !== '')
    .map(([key]) => key);

/** Comments of an issue, that are no tombstones. */
const commentsOf = (world: World, issue: string): readonly string[] =>
  [...storedRows(world.domain.rows())]
    .filter(([key, body]) => key.startsWith('issue_comments ') && JSON.parse(body).issueId === issue)
    .map(([key]) => key);

/** What was deleted upstream, and what only seems to be. */
export const deletionScenarios: readonly Scenario[] = [
  {
    name: 'a thing is deleted upstream, and old pages are extracted again',
    small: { streams: ['issues', 'people'], issues: 6 },
    play: async (world) => {
      await first(world);
      const gone = deleteOne(world);
      const once = await readInFull(world, 'once');
      world.faulty = false;
      await world.time.sleep(50 * 60_000);
      // A read that was hindered says nothing: two that were not do.
      const runs = [once, await readInFull(world, 'twice'), await readInFull(world, 'thrice')];
      if (rowsOf(world, gone).length > 0) world.violations.push(`too many: issue ${gone} was deleted upstream`);
      const replay = await world.request('replay', BOTH, { from: 'extract' });
      await world.time.sleep(600_000);
      await world.ended(replay, BOUND_MINUTES);
      for (const key of rowsOf(world, gone)) world.violations.push(`resurrected: ${key}`);
      await calm(world, [...runs, replay]);
      for (const key of rowsOf(world, gone)) world.violations.push(`resurrected: ${key}`);
    },
  },
  {
    name: 'a thing is missing once, and is there again',
    small: { streams: ['issues', 'people'], issues: 6 },
    play: async (world) => {
      await first(world);
      const [space] = [...world.vendor.spaces.values()];
      const hidden = space?.issues.splice(0, 1) ?? [];
      const once = await readInFull(world, 'once');
      space?.issues.unshift(...hidden);
      const again = await readInFull(world, 'again');
      await calm(world, [once, again]);
    },
  },
  {
    name: 'a thing is deleted upstream, and full reads are disturbed',
    small: { streams: ['issues', 'comments', 'people'], issues: 6 },
    play: async (world) => {
      await first(world);
      const gone = deleteOne(world, 'most');
      const runs: string[] = [];
      for (const key of ['disturbed', 'disturbed again']) {
        runs.push(await readInFull(world, key));
        await world.time.sleep(AN_HOUR);
      }
      world.faulty = false;
      for (const key of ['calm', 'calm again']) {
        const run = await readInFull(world, key);
        runs.push(run);
        const { state } = RunReport.parse(await world.control.get(places.report(run)));
        if (world.mode === 'liveness' && state !== 'completed') world.violations.push(`early: ${key} is ${state}`);
        await world.time.sleep(AN_HOUR);
      }
      const left = [...rowsOf(world, gone), ...commentsOf(world, gone)];
      if (world.mode === 'liveness') for (const key of left) world.violations.push(`too many: ${key} was deleted`);
      await calm(world, runs);
    },
  },
  {
    name: 'the vendor shows nothing',
    play: async (world) => {
      await first(world);
      const before = storedRows(world.domain.rows());
      const spaces = [...world.vendor.spaces.values()];
      const shown = spaces.map(({ issues }) => issues.splice(0));
      const runs = [await readInFull(world, 'once')];
      world.faulty = false;
      await world.time.sleep(50 * 60_000);
      // However often it shows nothing.
      runs.push(await readInFull(world, 'twice'), await readInFull(world, 'thrice'));
      const after = storedRows(world.domain.rows());
      for (const key of before.keys()) if (!after.has(key)) world.violations.push(`mass deletion: ${key}`);
      const { state, findings } = RunReport.parse(await world.control.get(places.report(runs.at(-1) ?? '')));
      const hadSome = shown.some((issues) => issues.length > 0);
      if (hadSome && (state === 'completed' || !findings.some(({ kind }) => kind === 'massDeletion')))
        world.violations.push(`no alarm: so much is missing, and the run is ${state}`);
      for (const [i, { issues }] of spaces.entries()) issues.push(...(shown[i] ?? []));
      await calm(world, runs);
    },
  },
];
