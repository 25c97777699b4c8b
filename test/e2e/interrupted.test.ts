import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { rowsOf } from '../../shared/pipeline/expand.ts';
import { listRuns } from '../../shared/pipeline/list-runs.ts';
import { readSegment } from '../../shared/pipeline/segment.ts';
import { type Orchard, plant } from '../support/orchard.ts';
import { digestOf, inStore, linesOf } from '../support/sluice.ts';

const SIZE = { issues: 250, pulls: 6 } as const;
/** The port is part of no record, but the connection's name is. */
const NAMED = ['--connection', 'here'] as const;
const SCOPE_KEY = 'github/here/4711';

let undisturbed: Awaited<ReturnType<typeof digestOf>>;

beforeAll(async () => {
  await using orchard = await plant({ size: SIZE });
  await orchard.sync(...NAMED);
  undisturbed = await digestOf(orchard.store);
});

/** The targets of every page in a segment that a commit names. */
const committedPages = (folder: string): Promise<readonly string[]> =>
  inStore(folder, async ({ control, objects }) => {
    const found: string[] = [];
    for await (const { segment } of rowsOf(control, places.segments(SCOPE_KEY)))
      if (typeof segment === 'string')
        found.push(...readSegment(await objects.get(segment)).map(({ request }) => request.target));
    return found;
  });

/** Which of these pages were sent once more; a 304 sends nothing, and is how the edges of a list are read twice. */
const fetchedAgain = (orchard: Orchard, pages: readonly string[]): readonly string[] =>
  orchard.github.seen
    .filter(({ target, status }) => status === 200 && pages.includes(target))
    .map(({ target }) => target);

const runsOf = (orchard: Orchard): Promise<readonly string[]> =>
  inStore(orchard.store, async ({ control }) => (await listRuns(control, { limit: 10 })).runs.map(({ run }) => run));

/** Kills a first sync when `moment` says so, then lets the same command go on, and checks all that is promised. */
async function killAndGoOn(orchard: Orchard, killed: Promise<unknown>): Promise<'went on' | 'began anew'> {
  await killed;
  const pages = await committedPages(orchard.store).catch(() => []);
  const before = await runsOf(orchard).catch(() => []);
  orchard.github.forget();

  const { code, err } = await orchard.sync(...NAMED);

  expect({ code, runs: await runsOf(orchard) }).toMatchObject({ code: 0, runs: before.length > 0 ? before : [{}] });
  expect(fetchedAgain(orchard, pages)).toEqual([]);
  expect(await digestOf(orchard.store)).toEqual(undisturbed);
  if (before.length === 0) return 'began anew';
  expect(err).toMatch(new RegExp(`^going on with run ${before[0]}, which was interrupted$`, 'm'));
  return 'went on';
}

test.concurrent.each([2, 13, 14, 30, 70])(
  'killed at request %i, the same command goes on with the same run',
  async (request) => {
    const moment = Promise.withResolvers<void>();
    await using orchard = await plant({
      size: SIZE,
      onRequest: (before) => {
        if (before === request) moment.resolve();
      },
    });
    const { child, ended } = orchard.start(...NAMED);

    const killed = moment.promise.then(() => child.kill('SIGKILL')).then(() => ended);

    expect(await killAndGoOn(orchard, killed)).toBe('went on');
    expect((await ended).signal).toBe('SIGKILL');
  },
);

test.concurrent.each([40, 150, 400])(
  'killed %i ms after the last page came, the same command goes on with the same run',
  async (milliseconds) => {
    await using orchard = await plant({ size: SIZE });
    const { child, ended } = orchard.start(...NAMED);
    let over = false;
    const end = ended.then(() => {
      over = true;
    });

    // The first answer of a segment of issues is when extract and convert have something to do.
    while (!over && orchard.github.seen.length < 40) await wait(2);
    await wait(milliseconds);
    child.kill('SIGKILL');
    await end;

    if ((await ended).signal === 'SIGKILL') expect(await killAndGoOn(orchard, end)).toBe('went on');
  },
);

test.concurrent('killed more often than a poisonous item may be tried, it comes to the same end', async () => {
  await using orchard = await plant({ size: SIZE });
  const signals: (NodeJS.Signals | null)[] = [];
  for (let requests = 12; requests <= 40 && !signals.includes(null); requests += 4) {
    orchard.github.forget();
    const { child, ended } = orchard.start(...NAMED);
    while (child.exitCode === null && orchard.github.seen.length < requests) await wait(1);
    child.kill('SIGKILL');
    signals.push((await ended).signal);
  }

  if (!signals.includes(null)) expect((await orchard.sync(...NAMED)).code).toBe(0);

  expect(signals.length).toBeGreaterThan(3);
  expect(await runsOf(orchard)).toHaveLength(1);
  expect(await digestOf(orchard.store)).toEqual(undisturbed);
});

test.concurrent.each(['SIGINT', 'SIGTERM'] as const)('%s ends cleanly and says how to go on', async (signal) => {
  const moment = Promise.withResolvers<void>();
  await using orchard = await plant({
    size: SIZE,
    latencyMilliseconds: 20,
    onRequest: (before) => {
      if (before === 30) moment.resolve();
    },
  });
  const { child, ended } = orchard.start(...NAMED);
  await moment.promise;
  child.kill(signal);

  const { code, err, out } = await ended;
  const [run] = await runsOf(orchard);
  const pages = await committedPages(orchard.store);
  orchard.github.forget();
  const again = await orchard.sync(...NAMED);

  expect({ code, out }).toEqual({ code: 130, out: '' });
  expect(linesOf(err)).toEqual(['stopped; nothing is lost: the same command goes on where this one stopped']);
  expect(again.err).toContain(`going on with run ${run}`);
  expect(pages.length).toBeGreaterThan(0);
  expect(fetchedAgain(orchard, pages)).toEqual([]);
  expect(await digestOf(orchard.store)).toEqual(undisturbed);
});
