import { expect, test } from 'vitest';
import { toItem } from '../../shared/pipeline/deep-json.ts';
import { claim, commit, makeItem } from '../../shared/pipeline/ledger.ts';
import { memoryTable } from '../support/memory-ports.ts';

const lane = { run: 'r', connection: 'toy/toy', scope: 'toy/toy/here', stream: 'things' };
const made = makeItem({ ...lane, work: { kind: 'extract', segment: 'raw/x' } });
const done = { scope: lane.scope, stream: lane.stream, counts: {}, stages: {} };

/** An item that was granted under tick 2, and a clock that is set by hand. */
async function granted() {
  const table = memoryTable();
  let now = 1_000;
  const clock = { now: () => now, sleep: async () => {} };
  await table.writeMany([toItem({ ...made, grantTick: 2, grantUntil: 31_000 })]);
  const claimAs = (id: string, tick = 2) =>
    claim(table, clock, { run: 'r', tick, items: [made.sk] }, { id, until: now + 10_000 });
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { table, claimAs, pass };
}

test('a message of an older tick claims nothing', async () => {
  const { claimAs } = await granted();

  expect(await claimAs('late', 1)).toEqual([]);
});

test('a doubled message claims once', async () => {
  const { claimAs } = await granted();

  const claims = await Promise.all([claimAs('one'), claimAs('two')]);

  expect(claims.flat()).toHaveLength(1);
});

test('a claim that has run out is taken by another, and whoever held it commits nothing', async () => {
  const { table, claimAs, pass } = await granted();
  const [first] = await claimAs('first');
  pass(10_001);
  const [second] = await claimAs('second');

  expect(second).toMatchObject({ claimBy: 'second', attempts: 2 });
  if (!first || !second) throw new Error('nothing was claimed');
  expect(await commit(table, first, { done, successors: [] })).toBe('refused');
  expect(await commit(table, second, { done, successors: [] })).toBe('done');
  expect(await commit(table, second, { done, successors: [] })).toBe('refused');
});
