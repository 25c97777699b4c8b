import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { RunReport } from '../../shared/contract/run.ts';
import { digestOf } from '../support/sluice.ts';
import { type Extent, killAtRandom } from './kills/kill-at-random.ts';
import { askedAgain, countsOf, doubledPages, obstaclesIn, pagesOf, unbalanced } from './kills/ledger-facts.ts';
import { beginLife, type Life, reportsOf, type Step, steps } from './kills/life.ts';

// `npm run test:kills` kills a hundred times.
const KILLS = Number(process.env.SLUICE_KILLS ?? 14);
const SEED = process.env.SLUICE_SEED ?? 'orchard';
/** Kills of one store's life. */
const A_LIFE = Math.min(25, Math.ceil(KILLS / 2));
/** Requests that one kill may cost: those of the items that were under way. */
const A_KILL = 60;

/** What a step comes to when nobody kills it. */
interface Undisturbed extends Extent {
  readonly code: number | null;
  readonly digest: Awaited<ReturnType<typeof digestOf>>;
  readonly report: RunReport | undefined;
  /** Of all steps so far. */
  readonly pages: number;
  readonly again: readonly string[];
  readonly fetched: number;
}

const story = steps(new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, ''));
const undisturbed = new Map<Step, Undisturbed>();
/** Jobs that one step asks for twice though nobody kills it: those of a build that is listed, and, as it runs, asked for by itself. */
const askedTwice = new Set<string>();

const fetchedBy = ({ orchard }: Life): number => orchard.github.seen.filter(({ status }) => status === 200).length;

beforeAll(async () => {
  await using life = await beginLife();
  const count = join(life.orchard.folder, 'count');
  for (const step of story) {
    step.change?.(life);
    const began = Date.now();
    const seenBefore = life.orchard.github.seen.length;
    const { code } = await life.start(await step.command(life), { COUNT_INTO: count }).ended;
    const milliseconds = Date.now() - began;
    const targets = life.orchard.github.seen.slice(seenBefore).map(({ target }) => target);
    for (const [i, target] of targets.entries())
      if (targets.indexOf(target) < i && /\/actions\/runs\/\d+\/jobs/.test(target)) askedTwice.add(target);
    const reports = await reportsOf(life.orchard.store);
    undisturbed.set(step, {
      code,
      milliseconds,
      writes: Number(readFileSync(count, 'utf8')),
      digest: await digestOf(life.orchard.store),
      report: reports.at(-1),
      pages: pagesOf(reports),
      again: await askedAgain(life.orchard.store),
      fetched: fetchedBy(life),
    });
  }
});

/**
 * The counts of a run that was killed. After a convert that was cut off nobody knows which of its lookup values were new,
 * so whoever looked them up is converted once more (`apply.ts`): rows and converts may be more, all else is the same.
 */
function expectNoLess(found: Counts, wanted: Counts, name: string): void {
  expect(withoutConverts(found), name).toEqual(withoutConverts(wanted));
  expect(found.stages.convert?.done ?? 0, name).toBeGreaterThanOrEqual(wanted.stages.convert?.done ?? 0);
  const least = new Map(wanted.streams.map(({ stream, rows }) => [stream, rows]));
  for (const { stream, rows } of found.streams)
    expect(rows, `${name}: ${stream}`).toBeGreaterThanOrEqual(least.get(stream) ?? 0);
}

type Counts = ReturnType<typeof countsOf>;

const withoutConverts = ({ stages: { convert: _, ...stages }, streams }: Counts) => ({
  stages,
  streams: streams.map(({ rows: __, ...counts }) => counts),
});

/** Gives a step's command until it has ended, and kills it up to so often; answers how often it did. */
async function liveThrough(life: Life, step: Step, most: number, seed: string): Promise<number> {
  const expected = undisturbed.get(step);
  if (!expected) throw new Error(`nobody lived through ${step.name}`);
  const before = (await reportsOf(life.orchard.store).catch(() => [])).length;
  let kills = 0;
  for (;;) {
    const command = await step.command(life);
    const { code, signal, err } =
      kills < most
        ? await killAtRandom(life, command, expected, `${seed} ${step.name} ${kills}`)
        : await life.start(command, {}).ended;
    if (signal === 'SIGKILL') {
      kills += 1;
      continue;
    }
    expect({ step: step.name, code, err: code === expected.code ? '' : err }).toEqual({
      step: step.name,
      code: expected.code,
      err: '',
    });
    break;
  }
  expect(await digestOf(life.orchard.store), step.name).toEqual(expected.digest);
  expect(await askedAgain(life.orchard.store), step.name).toEqual(expected.again);
  const reports = await reportsOf(life.orchard.store);
  const extra = pagesOf(reports) - expected.pages;
  expect(extra, step.name).toBeGreaterThanOrEqual(0);
  // One that was killed before it had planned anything, or between its end and the answer, is followed by another.
  const [only, ...more] = reports.slice(before).filter((report) => report?.state !== 'superseded');
  // What lets a page be asked for on condition is noted behind its commit: where a kill came between, a later run gets the
  // page, and what it leads to, once more.
  if (extra === 0 && only && more.length === 0 && expected.report) {
    const [found, wanted] = [countsOf(only), countsOf(expected.report)];
    if (kills === 0) expect(found, step.name).toEqual(wanted);
    else expectNoLess(found, wanted, step.name);
  }
  return kills;
}

const lives = Array.from({ length: Math.ceil(KILLS / A_LIFE) }, (_, life) => `${SEED}-${life}`);

test.concurrent.each(lives)(
  `a store whose processes are killed ${A_LIFE} times holds what the undisturbed one holds (seed %s)`,
  async (seed) => {
    await using life = await beginLife();
    const { store } = life.orchard;
    let kills = 0;
    for (const [i, step] of story.entries()) {
      step.change?.(life);
      kills += await liveThrough(life, step, Math.round((A_LIFE - kills) / (story.length - i)), seed);
    }
    const last = story.at(-1);
    for (let round = 0; last && kills < A_LIFE; round += 1)
      kills += await liveThrough(life, last, A_LIFE - kills, `${seed} ${round}`);

    const reports = await reportsOf(store);
    const whole = [...undisturbed.values()].at(-1)?.fetched ?? 0;

    expect(kills).toBe(A_LIFE);
    expect(await obstaclesIn(store)).toEqual([]);
    // Asked on condition, the second is answered by 304, unless a kill came between a page and the note of its condition.
    expect((await doubledPages(store)).filter(({ target }) => !askedTwice.has(target))).toEqual([]);
    expect(reports.filter((report) => !report)).toEqual([]);
    expect(reports.flatMap((report) => (report ? unbalanced(report) : []))).toEqual([]);
    expect(fetchedBy(life)).toBeLessThanOrEqual(whole + kills * A_KILL);
    console.info(`seed ${seed}: ${kills} kills, ${reports.length} runs, ${fetchedBy(life)} pages for ${whole}`);
  },
  600_000,
);
