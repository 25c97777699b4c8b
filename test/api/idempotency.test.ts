import { describe, expect, test } from 'vitest';
import { appOf } from '../../shared/api/app-of.ts';
import type { Caller } from '../../shared/api/auth/caller.ts';
import { forgetAnswered } from '../../shared/api/idempotency.ts';
import type { Route } from '../../shared/api/route.ts';
import type { TablePort } from '../../shared/pipeline/ports.ts';
import { memoryTable } from '../support/memory-ports.ts';
import { apiWorld, jsonOf } from './world.ts';

const headers = { 'idempotency-key': 'the key' };
const project = { name: 'shop', scopes: ['toy:here'] };
const pathOf = ({ path }: Route): string => path.replaceAll(/\{\w+\+?\}/g, 'x');
const posts = apiWorld().routes.filter(({ method }) => method === 'post');
/** Questions: sent twice, they are asked twice. */
const QUESTIONS = /^\/(preview|sql|graphite\/.*)$/;

/** Each route does nothing but count, and answers what it was sent. */
function counting(routes: readonly Route[], hold?: Promise<void>) {
  const done: string[] = [];
  let now = 1_000_000;
  const clock = { now: () => now, sleep: async () => {} };
  const table = memoryTable();
  const counted = routes.map(
    (each): Route => ({
      ...each,
      handle: async (context) => {
        done.push(`${each.method} ${context.req.path}`);
        await hold;
        return context.json({ body: await context.req.text(), count: done.length }, 201);
      },
    }),
  );
  const app = appOf({ table, clock }, counted);
  const send = (path: string, body: string, caller: Partial<Caller> = {}) =>
    app.request(
      `/api/v1${path}`,
      { method: 'POST', body, headers },
      { caller: { name: 'a', role: 'admin', kind: 'key', id: '1', ...caller } },
    );
  return {
    done,
    table,
    clock,
    send,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('every POST that does something', () => {
  test('is all of them, but for questions', () => {
    const asked = posts.filter(({ isIdempotent }) => isIdempotent).map(({ path }) => path);

    expect(posts.length).toBeGreaterThan(12);
    expect(asked.filter((path) => !QUESTIONS.test(path))).toEqual([]);
  });

  test.each(posts.filter(({ isIdempotent }) => !isIdempotent).map((route) => [route.path, route] as const))(
    '%s is done once for an Idempotency-Key',
    async (_, route) => {
      const { send, done } = counting([route]);

      const first = await send(pathOf(route), '{"a":1}');
      const again = await send(pathOf(route), '{"a":1}');
      const other = await send(pathOf(route), '{"a":2}');
      const theirs = await send(pathOf(route), '{"a":1}', { id: '2' });

      expect(first.status).toBe(201);
      // What is secret is told once.
      expect(again.status).toBe(route.answersSecret ? 409 : 201);
      if (!route.answersSecret) {
        expect(again.headers.get('idempotency-replayed')).toBe('true');
        expect(await again.text()).toBe(await first.text());
      }
      expect(other.status).toBe(422);
      expect(await jsonOf(other)).toMatchObject({ code: 'key_used', errors: [{ path: ['idempotency-key'] }] });
      expect([theirs.status, done.length]).toEqual([201, 2]);
    },
  );
});

describe('an Idempotency-Key', () => {
  const cancel = posts.filter(({ path }) => path === '/runs/{id}/cancel' || path === '/projects');

  test('is for one address, however it is written, and one query', async () => {
    const { send, done } = counting(cancel);
    await send('/runs/1/cancel', '');

    expect((await send('/runs/2/cancel', '')).status).toBe(422);
    expect((await send('/runs/1/cancel?x=1', '')).status).toBe(422);
    expect((await send('/projects', '')).status).toBe(422);
    expect(done).toEqual(['post /api/v1/runs/1/cancel']);
  });

  test('under which the first one is still at it is refused, and has one effect', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { send, done } = counting(cancel, promise);

    const first = send('/projects', '{}');
    await expect.poll(() => done.length).toBe(1);
    const meanwhile = await Promise.all([send('/projects', '{}'), send('/projects', '{}')]);
    resolve();

    expect(meanwhile.map(({ status }) => status)).toEqual([409, 409]);
    expect(meanwhile[0]?.headers.get('retry-after')).toBe('1');
    expect([(await first).status, (await send('/projects', '{}')).status, done.length]).toEqual([201, 201, 1]);
  });

  test('of several that arrive at once lets one through', async () => {
    const { send, done } = counting(cancel);

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send('/projects', '{}')));

    expect(done).toHaveLength(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(answers.some(({ status }) => status === 201)).toBe(true);
  });

  test('is forgotten after a day, and says so to DynamoDB', async () => {
    const { send, done, table, pass, clock } = counting(cancel);
    await send('/projects', '{}');
    const [row] = (await Array.fromAsync(table.scan())).filter(({ pk }) => pk.startsWith('answered/'));

    pass(86_400_000 - 1);
    const replayed = await send('/projects', '{}');
    const keptYet = await forgetAnswered({ table, clock });
    pass(1);
    const later = await send('/projects', '{"other":1}');
    pass(86_400_000);

    expect(row?.ttl).toBe(1_000 + 86_400);
    expect([replayed.headers.get('idempotency-replayed'), keptYet]).toEqual(['true', 0]);
    expect([later.status, later.headers.get('idempotency-replayed'), done.length]).toEqual([201, null, 2]);
    expect(await forgetAnswered({ table, clock })).toBe(1);
    expect(await Array.fromAsync(table.scan())).toEqual([]);
  });

  test('has 1 to 200 characters', async () => {
    const { call } = apiWorld();
    const status = async (key: string) =>
      (await call('/projects', { method: 'POST', body: project, headers: { 'idempotency-key': key } })).status;

    expect([await status('x'.repeat(201)), await status(''), await status('x'.repeat(200))]).toEqual([400, 400, 201]);
  });

  test('under which something failed may be sent again', async () => {
    const { call } = apiWorld();

    const failed = await call('/projects', { method: 'POST', body: { name: 'shop', more: 1 }, headers });
    const mended = await call('/projects', { method: 'POST', body: project, headers });

    expect([failed.status, mended.status]).toEqual([400, 201]);
  });
});

describe('what was done by somebody who died before the answer was kept', () => {
  /** A table to which the answer cannot be written. */
  function dying(table: TablePort): TablePort {
    return {
      ...table,
      transact: async (writes) => {
        const [first] = writes;
        if (first?.kind === 'put' && first.item.pk.startsWith('answered/') && first.item.status !== undefined)
          throw new Error('died');
        return table.transact(writes);
      },
    };
  }

  test('is not done twice: a resource is there, and is answered', async () => {
    const world = apiWorld();
    const dead = apiWorld({ ...world.ports, table: dying(world.ports.table) });

    const lost = await dead.call('/projects', { method: 'POST', body: project, headers });
    const soon = await world.call('/projects', { method: 'POST', body: project, headers });
    await world.ports.clock.sleep(60_000);
    const again = await world.call('/projects', { method: 'POST', body: project, headers });
    const another = await world.call('/projects', { method: 'POST', body: project });

    expect([lost.status, soon.status, again.status, another.status]).toEqual([500, 409, 201, 409]);
    expect(await jsonOf(again)).toMatchObject({ name: 'shop', revision: 1 });
    expect((await world.call('/projects', { method: 'POST', body: project, headers })).status).toBe(201);
  });

  test('is not done twice: a run is the same run', async () => {
    const world = apiWorld();
    const dead = apiWorld({ ...world.ports, table: dying(world.ports.table) });
    const run = { method: 'POST', body: { scopes: ['toy:here'] }, headers };

    await dead.call('/runs', run);
    await world.ports.clock.sleep(60_000);
    const again = await jsonOf(world.call('/runs', run));

    const runs = await jsonOf(world.call('/runs'));
    const open = (await world.ports.table.query('open')).items.map(({ sk }) => sk);
    expect(runs).toMatchObject({ runs: [] });
    expect(open).toEqual([expect.any(String)]);
    expect(again).toEqual({ run: open[0], state: 'planning' });
  });
});

test('a key of the API is told once, even to whoever asks with the same Idempotency-Key', async () => {
  const { call, ports } = apiWorld();
  const post = { method: 'POST', body: { name: 'grafana', role: 'reader' }, headers };

  const made = await call('/keys', post);
  const again = await call('/keys', post);

  const { key } = JSON.parse(await made.text());
  const refusal = await again.text();
  expect([made.status, again.status]).toEqual([201, 409]);
  expect(refusal).toContain(made.headers.get('location'));
  expect(refusal + JSON.stringify(await Array.fromAsync(ports.table.scan()))).not.toContain(key);
  expect(await jsonOf(call('/keys'))).toMatchObject({ keys: [{ name: 'grafana' }] });
});
