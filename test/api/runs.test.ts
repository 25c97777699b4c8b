import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { apiWorld, jsonOf } from './world.ts';

const Started = z.object({ run: z.string(), state: z.literal('planning') });
const start = async (answer: Response | Promise<Response>) => Started.parse(await jsonOf(answer));
const scopes = ['toy:here'];

describe('a run', () => {
  test('is started once for a key, and the same key for something else is refused', async () => {
    const { call, started } = apiWorld();
    const headers = { 'idempotency-key': 'one' };

    const first = await start(call('/runs', { method: 'POST', body: { scopes }, headers }));
    const again = await start(call('/runs', { method: 'POST', body: { scopes }, headers }));
    const other = await call('/runs', { method: 'POST', body: { scopes, options: { full: true } }, headers });

    expect(again).toEqual(first);
    expect(new Set(started.map(({ run }) => run))).toEqual(new Set([first.run]));
    expect(other.status).toBe(422);
    expect(await jsonOf(other)).toMatchObject({ code: 'key_used' });
  });

  test('can be followed from being asked for to its report, and run again from a stage', async () => {
    const world = apiWorld();
    const { run } = await start(world.call('/runs', { method: 'POST', body: { scopes } }));
    expect(await jsonOf(world.call(`/runs/${run}`))).toEqual({ run, state: 'planning' });

    await world.work();
    const ended = await jsonOf(world.call(`/runs/${run}`));
    const asked = world.asked.length;
    const again = await start(world.call(`/runs/${run}/rerun`, { method: 'POST', body: { from: 'extract' } }));
    await world.work();

    expect(ended).toMatchObject({ run, report: { run }, progress: { stages: { collect: { open: 0, dead: 0 } } } });
    expect(again.run).not.toBe(run);
    expect(await jsonOf(world.call(`/runs/${again.run}`))).toMatchObject({ state: 'completed' });
    expect(world.asked.length).toBe(asked);
  });

  test('lists what died, page by page, and is retried', async () => {
    const world = apiWorld();
    for (const id of [2, 3, 4]) world.answers[`/here/things/${id}/state`] = undefined;
    const { run } = await start(world.call('/runs', { method: 'POST', body: { scopes } }));
    await world.work();

    const Page = z.object({
      failures: z.array(z.object({ id: z.string(), stage: z.string() })),
      next: z.string().nullable(),
    });
    const found: string[] = [];
    let cursor = '';
    do {
      const page = Page.parse(await jsonOf(world.call(`/runs/${run}/failures?limit=1${cursor}`)));
      expect(page.failures.length).toBeLessThanOrEqual(1);
      found.push(...page.failures.map(({ id }) => id));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    const whole = Page.parse(await jsonOf(world.call(`/runs/${run}/dead-items`)));
    const retried = await start(world.call(`/runs/${run}/retry`, { method: 'POST' }));

    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(whole.failures.map(({ id }) => id));
    expect(world.started.at(-1)).toMatchObject({ run: retried.run, input: { options: { retry: run } } });
  });

  test('is canceled by an operator, not by a reader', async () => {
    const world = apiWorld();
    const { run } = await world.planRun();

    expect((await world.call(`/runs/${run}/cancel`, { method: 'POST', role: 'reader' })).status).toBe(403);
    const canceled = await world.call(`/runs/${run}/cancel`, { method: 'POST', role: 'operator' });
    expect(canceled.status).toBe(202);
    expect(await jsonOf(canceled)).toMatchObject({ run, canceled: true });
  });

  test('whose log there is is told line by line, and one that there is not is not found', async () => {
    const world = apiWorld({
      logs: async function* (run, item) {
        yield JSON.stringify({ run, item: item ?? null });
        yield '{"second":"line"}';
      },
    });

    const { run } = await world.planRun();

    const answer = await world.call(`/runs/${run}/logs?item=i`);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(await answer.text()).toBe(`{"run":"${run}","item":"i"}\n{"second":"line"}\n`);
    expect((await world.call('/runs/r/logs')).status).toBe(404);
    expect((await apiWorld().call('/runs/r/logs')).status).toBe(501);
  });
});

describe('a list', () => {
  test('takes a cursor of its own query only', async () => {
    const world = apiWorld();
    for (let i = 0; i < 3; i += 1) await world.planRun();
    const Page = z.object({ runs: z.array(z.object({ run: z.string() })), next: z.string().nullable() });

    const first = Page.parse(await jsonOf(world.call('/runs?limit=2')));
    const second = Page.parse(await jsonOf(world.call(`/runs?limit=2&cursor=${first.next}`)));
    const foreign = await world.call(`/blueprints?cursor=${first.next}`);

    expect(new Set([...first.runs, ...second.runs].map(({ run }) => run)).size).toBe(3);
    expect(foreign.status).toBe(400);
    expect(await jsonOf(foreign)).toMatchObject({ errors: [{ path: ['cursor'] }] });
    expect((await world.call('/runs?limit=0')).status).toBe(400);
  });
});

describe('a request', () => {
  test('that cannot be understood is told where, and how to mend it', async () => {
    const { call } = apiWorld();

    const answer = await call('/runs', { method: 'POST', body: { scopes: ['toy:here', 'nothing'] } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await jsonOf(answer)).toMatchObject({
      status: 400,
      code: 'invalid_input',
      errors: [{ path: ['scopes', 1] }],
    });
    expect((await call('/runs', { method: 'POST', body: '{"scopes"' })).status).toBe(400);
    expect(await jsonOf(call('/runs', { method: 'POST', body: { scopes, more: 1 } }))).toMatchObject({ status: 400 });
  });

  test('that is too large, too long or too frequent is refused', async () => {
    const world = apiWorld();

    const large = await world.call('/runs', { method: 'POST', body: { scopes: ['x'.repeat(300_000)] } });
    const long = await world.call(`/runs?cursor=${'x'.repeat(17_000)}`);
    const { now } = world.ports.clock;
    const still = apiWorld({ clock: { ...world.ports.clock, now: () => 1_000_000 } });
    const statuses: number[] = [];
    for (let i = 0; i < 1_001; i += 1) statuses.push((await still.call('/me', { role: 'reader' })).status);
    const refused = await still.call('/me', { role: 'reader' });

    expect([large.status, long.status, now() > 0]).toEqual([413, 414, true]);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1_000);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await still.call('/me', { role: 'operator' })).status).toBe(200);
  });

  test('that fails inside tells nothing of the inside', async () => {
    const world = apiWorld();
    const broken = apiWorld({
      table: { ...world.ports.table, query: async () => Promise.reject(new Error('secret detail')) },
    });

    const answer = await broken.call('/runs');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
  });
});
