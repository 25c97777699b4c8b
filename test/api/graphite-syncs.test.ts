import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { OpenLake } from '../../shared/api/lake/lake.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { lakeOfRows } from '../support/lake-of-rows.ts';
import { apiWorld, jsonOf } from './world.ts';

let lake: Awaited<ReturnType<typeof lakeOfRows>>;
beforeAll(async () => {
  lake = await lakeOfRows([]);
});
afterAll(() => lake.close());

const Rendered = z.array(
  z.object({
    target: z.string(),
    tags: z.record(z.string(), z.string()),
    datapoints: z.array(z.tuple([z.number().nullable(), z.int()])),
  }),
);

/** A store in which a run completed and one of which something died, and what Grafana is told of it. */
async function twoRuns() {
  const open: OpenLake = {
    ask: async () => {
      throw new TypeError('nothing is asked so');
    },
    query: (sql) => lake.query(sql),
    close: () => undefined,
  };
  const world = apiWorld({ lake: { open: async () => open }, metrics: readDefinitions() });
  const start = (key: string) =>
    world.call('/runs', { method: 'POST', body: { scopes: ['toy:here'] }, headers: { 'idempotency-key': key } });
  await start('one');
  await world.work();
  for (const id of [2, 3]) world.answers[`/here/things/${id}/state`] = undefined;
  await world.call('/runs', {
    method: 'POST',
    body: { scopes: ['toy:here'], options: { full: true } },
    headers: { 'idempotency-key': 'two' },
  });
  await world.work();
  const Runs = z.object({ runs: z.array(z.object({ run: z.string(), state: z.string() })) });
  const { runs } = Runs.parse(await jsonOf(world.call('/runs')));
  const caller = { name: 'grafana', role: 'reader', kind: 'key' } as const;
  const ask = async (path: string) => jsonOf(world.app.request(`/graphite${path}`, {}, { caller }));
  const now = Math.floor(world.ports.clock.now() / 1000);
  const range = `from=${now - 2 * 86_400}&until=${now}`;
  const render = async (target: string) =>
    Rendered.parse(await ask(`/render?target=${encodeURIComponent(target)}&${range}`));
  return { world, runs, ask, render, range };
}

test('how runs ended, what they asked and what died is there by day and connection', async () => {
  const { world, runs, render } = await twoRuns();
  const Report = z.object({
    report: z.object({
      dead: z.array(z.unknown()),
      totals: z.object({ streams: z.record(z.string(), z.object({ requests: z.int(), written: z.int() })) }),
    }),
  });
  const reports = await Promise.all(
    runs.map(async ({ run }) => Report.parse(await jsonOf(world.call(`/runs/${run}`))).report),
  );
  const total = (what: 'requests' | 'written') =>
    reports.flatMap(({ totals }) => Object.values(totals.streams)).reduce((sum, counts) => sum + counts[what], 0);
  const today = async (target: string) =>
    Object.fromEntries((await render(target)).map(({ target: name, datapoints }) => [name, datapoints.at(-1)?.[0]]));

  expect(runs.map(({ state }) => state).sort()).toEqual(['completed', 'completed_with_errors']);
  expect(await today('aliasByNode(sync.runs.*.*, 3)')).toEqual({ completed: 1, completed_with_errors: 1 });
  expect(await today('aliasByNode(sync.dead.*, 1)')).toEqual({ dead: reports.flatMap(({ dead }) => dead).length });
  expect(await today('aliasByNode(sync.requests.*, 1)')).toEqual({ requests: total('requests') });
  expect(await today('aliasByNode(sync.written.*, 1)')).toEqual({ written: total('written') });
  expect(total('requests')).toBeGreaterThan(0);
});

test('the age is that of the last run that got everything, and of none before the first one', async () => {
  const { world, render } = await twoRuns();
  const [before] = await render('sync.age.*');
  const hour = 3_600_000;
  const later = world.ports.clock.now();

  expect(before?.datapoints.slice(0, -1).map(([value]) => value)).toEqual([null, null]);
  expect(before?.datapoints.at(-1)?.[0]).toBeGreaterThanOrEqual(0);
  expect(before?.datapoints.at(-1)?.[0]).toBeLessThanOrEqual(later / hour);
});

test('the tree and the tags lead to them, and nothing else does', async () => {
  const { ask, range } = await twoRuns();
  const texts = async (query: string) =>
    z.array(z.object({ text: z.string(), leaf: z.int() })).parse(await ask(`/metrics/find?query=${query}&${range}`));

  expect((await texts('*')).map(({ text }) => text)).toContain('sync');
  expect((await texts('sync.*')).map(({ text }) => text)).toEqual([
    'age',
    'dead',
    'minutes',
    'not_modified',
    'requests',
    'runs',
    'written',
  ]);
  expect(await texts('sync.runs.*.*')).toEqual([
    { text: 'completed', leaf: 1 },
    { text: 'completed_with_errors', leaf: 1 },
  ]);
  expect(await ask('/tags/autoComplete/values?tag=state&expr=name=sync.runs')).toEqual([
    'completed',
    'completed_with_errors',
  ]);
  expect(await ask('/tags/autoComplete/tags?expr=name=sync.runs')).toEqual(['connection', 'state']);
  const found = z.array(z.string()).parse(await ask('/tags/findSeries?expr=name=~sync.*&expr=state=completed'));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^sync\.runs;connection=[a-z0-9-]+;state=completed$/);
  expect(await ask('/tags/findSeries?expr=name=sync.runs&expr=product=x')).toEqual([]);
});
