import fc from 'fast-check';
import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { cancel } from '../../shared/pipeline/cancel.ts';
import { toValue } from '../../shared/pipeline/deep-json.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { fold } from '../../shared/pipeline/fold.ts';
import type { Done } from '../../shared/pipeline/ledger.ts';
import { viewRun } from '../../shared/pipeline/list-runs.ts';
import { type Progress, readProgress } from '../../shared/pipeline/progress.ts';
import { smallWorld } from '../support/small-world.ts';

const THINGS = 60;

const world = () => {
  const ids = Array.from({ length: THINGS }, (_, i) => i + 1);
  const thing = (id: number) => ({ id, title: `thing ${id}`, labels: ['a'], at: '2025-12-01T00:00:00Z' });
  return smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': ids.map(thing),
    ...Object.fromEntries(ids.map((id) => [`/here/things/${id}/state`, { state: 'done' }])),
    '/here/notes': [{ id: 7, text: 'hello' }],
  });
};

const look = async ({ ports }: ReturnType<typeof world>, run: string): Promise<Progress> => {
  const { head, totals } = await viewRun(ports.table, run);
  return readProgress(ports, head, totals);
};

/** What a person who looks again and again may see: sums that add up, and numbers that never go back. */
function expectHonest(seen: readonly Progress[]): void {
  for (const [i, { stages }] of seen.entries())
    for (const stage of ['collect', 'extract', 'convert'] as const) {
      const { planned, open, done, dead, canceled } = stages[stage];
      expect(open + done + dead + canceled, `${stage}, look ${i}`).toBe(planned);
      expect(Math.min(open, done, dead, canceled)).toBeGreaterThanOrEqual(0);
      const before = seen[i - 1]?.stages[stage];
      for (const key of ['planned', 'done', 'dead', 'canceled'] as const)
        expect(stages[stage][key], `${stage} ${key}, look ${i}`).toBeGreaterThanOrEqual(before?.[key] ?? 0);
    }
}

/** Looks at the run after every transaction. */
async function watchAll(small: ReturnType<typeof world>, run: string, cancelAfter: number): Promise<Progress[]> {
  const seen: Progress[] = [];
  const { transact } = small.ports.table;
  let transactions = 0;
  const watched = {
    ...small.ports.table,
    transact: async (writes: Parameters<typeof transact>[0]) => {
      const outcome = await transact(writes);
      transactions += 1;
      if (transactions === cancelAfter) await cancel(small.ports, run);
      seen.push(await look(small, run));
      return outcome;
    },
  };
  Object.assign(small.ports, { table: watched });
  await small.finishRun(run);
  return [...seen, await look(small, run)];
}

test('every look at a run adds up and goes forward, to an end at which nothing is open', async () => {
  const small = world();
  const { run } = await small.planRun();

  const seen = await watchAll(small, run, 0);

  expectHonest(seen);
  expect(seen.length).toBeGreaterThan(20);
  expect(seen.at(-1)?.stages.collect).toEqual({ planned: 63, open: 0, done: 63, dead: 0, canceled: 0 });
});

test('whenever a run is canceled, what was open is canceled and everything adds up', async () => {
  for (const cancelAfter of [1, 4, 9, 14, 20, 27]) {
    const small = world();
    const { run } = await small.planRun();

    const seen = await watchAll(small, run, cancelAfter);

    expectHonest(seen);
    const { collect, extract, convert } = seen.at(-1)?.stages ?? {};
    expect([collect?.open, extract?.open, convert?.open]).toEqual([0, 0, 0]);
    if (cancelAfter < 9) expect((collect?.canceled ?? 0) + (extract?.canceled ?? 0)).toBeGreaterThan(0);
  }
});

test('in whatever order commits are folded, every look adds up', async () => {
  const commits = fc.array(
    fc.record({
      id: fc.uuid(),
      planned: fc.nat(20),
      done: fc.nat(20),
      dead: fc.nat(3),
    }),
    { minLength: 95, maxLength: 300 },
  );
  await fc.assert(
    fc.asyncProperty(commits, async (all) => {
      const small = world();
      const { run } = await small.planRun();
      const { table } = small.ports;
      await table.writeMany(
        all.map(({ id, planned, done, dead }, i) => {
          const of: Done = { scope: 's', stream: 't', counts: {}, stages: { collect: { planned, done, dead } } };
          return { pk: places.done(run), sk: `${id}#${i}`, done: toValue(of) };
        }),
      );
      const seen: Progress[] = [];
      for (let more = true; more; seen.push(await look(small, run)))
        more = (await fold(table, (await viewRun(table, run)).head)) === 'more';

      expect(seen.length).toBeGreaterThan(1);
      expectHonest(seen);
    }),
    { numRuns: 30, seed: 1 },
  );
});

test('the report of a run that was cut off counts what was committed after its last tick', async () => {
  const small = world();
  const { table } = small.ports;
  const { run } = await small.planRun();
  const done: Done = {
    scope: 'toy/toy/here',
    stream: 'things',
    counts: { pages: 1 },
    stages: { collect: { done: 1 } },
  };
  await table.writeMany([{ pk: places.done(run), sk: 'committed', done: toValue(done) }]);
  await cancel(small.ports, run);

  const { state, totals } = await finish(small.ports, run);

  expect({ state, collect: totals.stages.collect }).toEqual({
    state: 'canceled',
    collect: { planned: 3, done: 1, dead: 0 },
  });
  expect((await table.query(places.done(run))).items).toEqual([]);
});
