import { beforeAll, expect, test } from 'vitest';
import { countsOf } from '../../../bench/cost/goals.ts';
import { measureFirst, measureRuns, perMillion, type Runs } from '../../../bench/cost/scenario.ts';

let runs: Runs;
beforeAll(async () => {
  runs = await measureRuns({ issues: 2_000, comments: 0 });
}, 120_000);

test('nothing that has not changed is written', () => {
  expect(runs.same.sourceRecords).toBeGreaterThanOrEqual(2_000);
  expect(countsOf(runs.same).recordWrites).toBe(0);
  expect(runs.validated.sourceRecords).toBe(0);
  expect(countsOf(runs.validated).recordWrites).toBe(0);
});

test('of 5 % that have changed, 5 % of the issues are written, each with its footprint', () => {
  expect(runs.changed.written).toBe(100);
  expect(countsOf(runs.changed).recordWrites).toBe(200);
});

test('a run makes at most 20 state transitions and 3 a minute', () => {
  for (const run of [runs.first, runs.same, runs.changed, runs.identical, runs.validated]) {
    const { transitions, transitionsAllowed } = countsOf(run);
    expect(transitions, run.name).toBeLessThanOrEqual(transitionsAllowed);
  }
});

test('each further page costs at most 0.15 requests to queues and 0.1 objects', async () => {
  const more = await measureFirst({ issues: 8_000, comments: 0 });
  const [few, many] = [runs.first, more].map(({ pages, used }) => ({
    pages,
    sqs: used.get('sqs sends') + used.get('sqs receives and deletes'),
    puts: used.get('s3 PUT'),
  }));

  const pages = (many?.pages ?? 0) - (few?.pages ?? 0);
  expect(pages).toBeGreaterThan(50);
  expect(((many?.sqs ?? 0) - (few?.sqs ?? 0)) / pages).toBeLessThanOrEqual(0.15);
  expect(((many?.puts ?? 0) - (few?.puts ?? 0)) / pages).toBeLessThanOrEqual(0.1);
}, 120_000);

test('a first load is at least five times cheaper than naively', () => {
  expect(perMillion(runs.naive) / perMillion(runs.first)).toBeGreaterThanOrEqual(5);
});
