import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { listRuns } from '../../shared/pipeline/list-runs.ts';
import { type Orchard, plant, reportOf } from '../support/orchard.ts';
import { digestOf, inStore } from '../support/sluice.ts';
import { obstaclesIn, unbalanced } from './kills/ledger-facts.ts';

/** No request may begin later than this after a cancel. */
const AT_MOST = 5_000;
/** Slower than the command that cancels takes to begin. */
const SLOW = 4_000;
const SIZE = { issues: 300, pulls: 40 } as const;
const NAMED = ['--connection', 'here', '--json'] as const;

const latestRun = (orchard: Orchard): Promise<string> =>
  inStore(orchard.store, async ({ control }) => (await listRuns(control, { limit: 1 })).runs[0]?.run ?? '');

async function seenAtLeast({ github }: Orchard, requests: number): Promise<void> {
  while (github.seen.length < requests) await wait(5);
}

/** Begins a slow sync and cancels it while the children of its first pages are being asked for. */
async function cancelInTheMiddle(orchard: Orchard) {
  const { ended } = orchard.start(...NAMED);
  await seenAtLeast(orchard, 12);
  const run = await latestRun(orchard);
  const { out, code } = await orchard.call('cancel', run);
  const canceledAt = Date.now();
  const { code: ofSync, ...rest } = await ended;
  return { run, out, code, canceledAt, ofSync, report: reportOf({ ...rest, code: ofSync }) };
}

test.concurrent('a run that is canceled from another terminal ends at once', async () => {
  await using orchard = await plant({ size: SIZE, latencyMilliseconds: SLOW });

  const { run, out, code, ofSync, report, canceledAt } = await cancelInTheMiddle(orchard);

  expect({ out, code }).toEqual({ out: `run ${run} canceled\n`, code: 0 });
  expect({ code: ofSync, state: report.state, run: report.run }).toEqual({ code: 1, state: 'canceled', run });
  expect(orchard.github.seen.filter(({ at }) => at - SLOW > canceledAt + AT_MOST)).toEqual([]);
  const { planned, done, dead } = report.totals.stages.collect;
  expect(planned).toBeGreaterThan(done + dead);
}, 180_000);

test.concurrent('the first run behind a canceled one is complete', async () => {
  await using whole = await plant({ size: SIZE });
  await whole.sync(...NAMED);
  const props = { size: SIZE, latencyMilliseconds: SLOW };
  await using orchard = await plant(props);
  await cancelInTheMiddle(orchard);
  props.latencyMilliseconds = 0;

  const next = reportOf(await orchard.sync(...NAMED));

  expect(unbalanced(next)).toEqual([]);
  expect(next.state).toBe('completed');
  expect(await digestOf(orchard.store)).toEqual(await digestOf(whole.store));
  expect(await obstaclesIn(orchard.store)).toEqual([]);
}, 180_000);

test.concurrent('a run that waits for a limit is canceled at once, not at the reset', async () => {
  await using orchard = await plant({ size: SIZE, limit: 40 });
  const { ended } = orchard.start(...NAMED);
  await seenAtLeast(orchard, 38);
  // All that the limit allows has been sent, and the rest is waited for.
  await wait(1_500);
  const run = await latestRun(orchard);
  const waiting = await orchard.call('run', run);

  const { code } = await orchard.call('cancel', run);

  expect(waiting.out).toMatch(/waits for the limit until \d\d:\d\d:\d\d \(in /);
  expect(code).toBe(0);
  expect(reportOf(await ended)).toMatchObject({ state: 'canceled' });
}, 180_000);

test.concurrent('a run whose process was killed is canceled, and says so before', async () => {
  await using orchard = await plant({ size: SIZE, latencyMilliseconds: 40 });
  const { child, ended } = orchard.start(...NAMED);
  await seenAtLeast(orchard, 30);
  child.kill('SIGKILL');
  await ended;
  const run = await latestRun(orchard);

  const shown = await orchard.call('run', run);
  const watched = await orchard.call('run', run, '--watch');
  const { out } = await orchard.call('cancel', run);
  const after = await orchard.call('run', run, '--json');

  expect(shown.out).toContain(`its process has ended: the command that began it goes on with it`);
  expect(watched.code).toBe(1);
  expect(out).toBe(`run ${run} canceled\n`);
  expect(JSON.parse(after.out)).toMatchObject({ state: 'canceled', progress: { stages: { collect: { open: 0 } } } });
  expect(await obstaclesIn(orchard.store).then((all) => all.filter((at) => !at.startsWith('left/')))).toEqual([]);
}, 180_000);
