import { describe, expect, test } from 'vitest';
import { UnreachableError } from '../../shared/errors.ts';
import { planOrFail } from '../../shared/pipeline/plan.ts';
import type { SchedulePort, StartSchedule } from '../../shared/pipeline/ports.ts';
import { apiWorld, jsonOf } from './world.ts';

const body = { scopes: ['toy:here'], cron: '30 2 * * *', zone: 'Europe/Berlin' };

/** The API over schedules in memory, which may be away. */
function scheduled() {
  const made = new Map<string, StartSchedule>();
  const state = { isAway: false };
  const reach = () => {
    if (state.isAway) throw new UnreachableError('making the schedule failed 10 times');
  };
  const schedules: SchedulePort = {
    timeMark: '<time>',
    isForeign: async (name) => name === 'of-cdk',
    put: async (schedule) => {
      reach();
      made.set(schedule.blueprint, schedule);
    },
    remove: async (name) => {
      reach();
      made.delete(name);
    },
  };
  return { ...apiWorld({ schedules }), made, state };
}

describe('a blueprint over the API', () => {
  test('has a schedule as soon as it is made, which follows it and goes with it', async () => {
    const { call, made } = scheduled();

    await call('/blueprints', { method: 'POST', body: { name: 'nightly', ...body } });
    const first = made.get('nightly');
    await call('/blueprints/nightly', { method: 'PUT', body: { ...body, cron: '0 4 * * *', enabled: false } });
    const second = made.get('nightly');
    const gone = await call('/blueprints/nightly', { method: 'DELETE' });

    expect(first).toMatchObject({ expression: 'cron(30 2 * * ? *)', zone: 'Europe/Berlin', isEnabled: true });
    expect(second).toMatchObject({ expression: 'cron(0 4 * * ? *)', isEnabled: false });
    expect([gone.status, made.size]).toEqual([204, 0]);
  });

  test('follows the scopes of its project', async () => {
    const { call, made } = scheduled();
    await call('/projects/shop', { method: 'PUT', body: { scopes: ['toy:here'] } });
    await call('/blueprints/nightly', { method: 'PUT', body: { project: 'shop', cron: '0 3 * * *' } });

    await call('/projects/shop', { method: 'PUT', body: { scopes: ['toy:here', 'toy:there'] } });

    expect(made.get('nightly')?.request.scopes).toEqual(['toy:here', 'toy:there']);
  });

  test('whose schedule cannot be made is stored, which is said, and sent again it is scheduled', async () => {
    const { call, made, state } = scheduled();
    state.isAway = true;

    const away = await call('/blueprints/nightly', { method: 'PUT', body });
    state.isAway = false;
    const again = await call('/blueprints/nightly', { method: 'PUT', body });

    expect(away.status).toBe(503);
    expect(await jsonOf(away)).toMatchObject({
      code: 'try_again',
      detail: expect.stringContaining('is stored, but its schedule is not made yet'),
    });
    expect([again.status, made.size]).toEqual([200, 1]);
  });

  test('that cannot be taken off its schedule is not deleted, nor is one of another revision taken off', async () => {
    const { call, made, state } = scheduled();
    await call('/blueprints/nightly', { method: 'PUT', body });

    state.isAway = true;
    const away = await call('/blueprints/nightly', { method: 'DELETE' });
    state.isAway = false;
    const stale = await call('/blueprints/nightly', { method: 'DELETE', headers: { 'if-match': '"7"' } });

    expect([away.status, stale.status, made.size]).toEqual([503, 409, 1]);
    expect((await call('/blueprints/nightly')).status).toBe(200);
  });

  test('of the name of one that the deployment has is refused', async () => {
    const { call, made } = scheduled();

    const refused = await call('/blueprints/of-cdk', { method: 'PUT', body });

    expect([refused.status, made.size]).toEqual([409, 0]);
    expect(await refused.text()).toContain('cdk.json');
    expect((await call('/blueprints/of-cdk')).status).toBe(404);
  });

  test('is listed with its next start and its last run', async () => {
    const { call, ports } = apiWorld();
    await call('/blueprints/nightly', { method: 'PUT', body });
    await call('/blueprints/paused', { method: 'PUT', body: { ...body, enabled: false } });
    const before = await jsonOf(call('/blueprints'));
    const trigger = { kind: 'schedule' as const, blueprint: 'nightly', scheduledAt: '2025-12-31T01:30:00Z' };
    const { run } = await planOrFail(ports, { trigger, scopes: ['toy:here'], options: {} });

    const after = await jsonOf(call('/blueprints'));
    const next = await jsonOf(call('/blueprints/nightly/next'));

    expect(before).toMatchObject({
      blueprints: [
        { name: 'nightly', nextAt: '2026-01-01T01:30:00.000Z', lastRun: null },
        { name: 'paused', nextAt: null, lastRun: null },
      ],
    });
    expect(next).toMatchObject({ starts: { length: 10 }, lastRun: { run } });
    expect(after).toMatchObject({
      blueprints: [
        {
          name: 'nightly',
          lastRun: { run, at: '2025-12-31T01:30:00Z', state: 'running' },
        },
        { name: 'paused', lastRun: null },
      ],
    });
  });
});

describe('what a resource names', () => {
  test('has to be there: the field and what there is are told', async () => {
    const { call } = apiWorld();
    await call('/projects/shop', { method: 'PUT', body: { scopes: ['toy:here'] } });
    await call('/connections/work', { method: 'PUT', body: { plugin: 'toy' } });

    const project = await call('/blueprints/x', { method: 'PUT', body: { project: 'shup', cron: '0 3 * * *' } });
    const posted = await call('/blueprints', {
      method: 'POST',
      body: { name: 'x', project: 'shup', cron: '0 3 * * *' },
    });
    const scope = await call('/blueprints/x', { method: 'PUT', body: { scopes: ['toi:here'], cron: '0 3 * * *' } });
    const mapping = await call('/scopes/toy:here', { method: 'PUT', body: { scopeConfig: 'usual' } });

    expect(project.status).toBe(400);
    expect(await jsonOf(project)).toMatchObject({
      detail: 'there is no project "shup"; there is: shop',
      errors: [{ path: ['project'] }],
    });
    expect(posted.status).toBe(400);
    expect(await jsonOf(scope)).toMatchObject({ status: 400, errors: [{ path: ['scopes', 0] }] });
    expect(await jsonOf(mapping)).toMatchObject({ status: 400, errors: [{ path: ['scopeConfig'] }] });
    expect(await jsonOf(call('/blueprints'))).toEqual({ blueprints: [], next: null });
  });

  test('stays while it is named, and a change that would leave others without is refused, too', async () => {
    const { call } = apiWorld();
    await call('/connections/work', { method: 'PUT', body: { plugin: 'toy' } });
    await call('/scope-configs/usual', { method: 'PUT', body: { plugin: 'toy', mapping: {} } });
    await call('/scopes/toy@work:here', { method: 'PUT', body: { scopeConfig: 'usual' } });
    await call('/projects/shop', { method: 'PUT', body: { scopes: ['toy@work:here'] } });
    await call('/blueprints/nightly', { method: 'PUT', body: { project: 'shop', cron: '0 3 * * *' } });

    const removed = await Promise.all(
      ['/projects/shop', '/connections/work', '/scope-configs/usual'].map((path) => call(path, { method: 'DELETE' })),
    );
    const emptied = await call('/projects/shop', { method: 'PUT', body: { scopes: [] } });
    const anyway = await call('/projects/shop?anyway=true', { method: 'DELETE' });
    const inOrder = await Promise.all(
      ['/blueprints/nightly', '/scopes/toy@work:here'].map((path) => call(path, { method: 'DELETE' })),
    );
    const last = await call('/scope-configs/usual', { method: 'DELETE' });

    expect(removed.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(await removed[0]?.text()).toContain('is used by blueprints.nightly');
    expect(await removed[1]?.text()).toContain('is used by scopes.toy@work:here, projects.shop');
    expect(await jsonOf(emptied)).toMatchObject({ status: 400, detail: expect.stringContaining('blueprints.nightly') });
    expect([anyway, ...inOrder, last].map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  });
});
