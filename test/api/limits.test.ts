import { expect, test } from 'vitest';
import type { Caller } from '../../shared/api/auth/caller.ts';
import type { Route } from '../../shared/api/route.ts';
import { apiWorld } from './world.ts';

const pathOf = ({ path }: Route): string => path.replaceAll(/\{\w+\+?\}/g, 'x');
const { routes } = apiWorld();
const named = (route: Route): string => `${route.method} ${route.path}`;
/** A clock that stands still, so that nothing is refilled. */
const still = () => {
  const { clock } = apiWorld().ports;
  return { ...clock, now: () => 1_000_000 };
};

test('every route refuses a body that is too large, whether it says its length or not', async () => {
  const { call, app } = apiWorld();
  const large = `"${'x'.repeat(256 * 1024)}"`;
  const caller: Caller = { name: 'a', role: 'admin', kind: 'key' };
  for (const route of routes.filter(({ method }) => method !== 'get')) {
    const method = route.method.toUpperCase();
    const told = await call(pathOf(route), { method, body: large, headers: { 'content-length': `${large.length}` } });
    const chunks = new Blob([large]).stream();
    const init = { method, body: chunks, duplex: 'half' as const };
    const untold = await app.request(`/api/v1${pathOf(route)}`, init, { caller });

    expect([named(route), told.status, untold.status]).toEqual([named(route), 413, 413]);
  }
});

test('every route refuses an address that is too long', async () => {
  const { call } = apiWorld();
  for (const route of routes) {
    const answer = await call(`${pathOf(route)}?x=${'x'.repeat(16_500)}`, { method: route.method.toUpperCase() });

    expect([named(route), answer.status]).toEqual([named(route), 414]);
  }
});

test('every route is slowed down for a caller who has asked too much, and for no other', async () => {
  const { app } = apiWorld({ clock: still() });
  const as = (route: Pick<Route, 'method' | 'path'>, caller: Caller | undefined) =>
    app.request(
      `/api/v1${route.path.replaceAll(/\{\w+\+?\}/g, 'x')}`,
      { method: route.method.toUpperCase() },
      { caller },
    );
  const me = { method: 'get' as const, path: '/me' };
  const caller = (id: string): Caller => ({ name: 'the same name', role: 'admin', kind: 'key', id });
  for (let i = 0; i < 1_000; i += 1) expect((await as(me, caller('1'))).status).toBe(200);

  for (const route of routes) {
    const answer = await as(route, caller('1'));
    expect([named(route), answer.status, answer.headers.get('retry-after')]).toEqual([named(route), 429, '1']);
  }
  expect((await as(me, caller('2'))).status).toBe(200);
});

test('whoever is unknown shares one allowance, so guessing keys is slow', async () => {
  const { call } = apiWorld({ clock: still() });
  const statuses = [];
  for (let i = 0; i < 1_001; i += 1) statuses.push((await call('/me', { role: 'nobody' })).status);

  expect([statuses[0], statuses[999], statuses[1_000]]).toEqual([401, 401, 429]);
});

test('no answer lets another site read it, sets a cookie, or is kept by who stands between', async () => {
  const { call } = apiWorld();
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  for (const route of routes)
    for (const method of [route.method.toUpperCase(), 'OPTIONS']) {
      const answer = await call(pathOf(route), { method, headers });
      const seen = [...answer.headers.keys()].filter((name) => /^access-control|^set-cookie/.test(name));

      expect([named(route), method, seen]).toEqual([named(route), method, []]);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cache-control'), named(route)).toBe('no-store');
    }
});
