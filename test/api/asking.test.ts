import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Question, Reply } from '../../shared/pipeline/ports.ts';
import { definePlugin } from '../../shared/plugin-sdk/plugin.ts';
import { list } from '../../shared/plugin-sdk/request.ts';
import { smallWorld } from '../support/small-world.ts';
import { apiWorld, jsonOf } from './world.ts';

const Page = z.object({ id: z.string(), next: z.string() });

/** A source whose listing never ends. */
const endless = definePlugin({
  name: 'endless',
  baseUrl: 'https://endless.example',
  discover: {
    first: () => [list('/1')],
    read: (json) => [{ id: Page.parse(json).id, name: Page.parse(json).id }],
    deeper: (json) => [list(Page.parse(json).next)],
  },
});

const A_PAGE = 5_000;

/** The API where asking has to end at some time, over a vendor whose pages take five seconds each. */
function hurriedWorld(milliseconds: number) {
  const { ports } = smallWorld({});
  const deadlines: number[] = [];
  const until = ports.clock.now() + milliseconds;
  const ask = async ({ request, deadline }: Question): Promise<Reply> => {
    deadlines.push(deadline - until);
    await ports.clock.sleep(A_PAGE);
    if (ports.clock.now() > deadline) return { verdict: { kind: 'transient', reason: 'timeout' } };
    const at = Number(request.target.slice(1));
    const body = JSON.stringify({ id: String(at), next: `/${at + 1}` });
    const answer = { url: `https://endless.example${request.target}`, status: 200, headers: {}, body, at };
    return { verdict: { kind: 'page' }, answer };
  };
  const vendors = { ...ports, vendor: { ask, tokens: async () => [] }, until: () => until };
  return { ...apiWorld({ ...ports, plugins: new Map([['endless', endless]]), vendors }), deadlines };
}

test('a listing that takes longer than an answer may is answered as far as it came', async () => {
  const { call, deadlines } = hurriedWorld(3.5 * A_PAGE);

  const listed = await jsonOf(call('/connections/endless/discover'));

  expect(listed).toMatchObject({ scopes: [{ id: '1' }, { id: '2' }, { id: '3' }], more: true });
  expect(deadlines.every((late) => late <= 0)).toBe(true);
});

test('a vendor that does not answer in time is told of, while there is time to tell', async () => {
  const { call } = hurriedWorld(A_PAGE / 2);

  const answer = await call('/connections/endless/discover');

  expect(answer.status).toBe(503);
  expect(await jsonOf(answer)).toMatchObject({ code: 'try_again', detail: expect.stringContaining('endless.example') });
});

test('a listing that fails is no shorter listing', async () => {
  const world = hurriedWorld(100 * A_PAGE);
  let asked = 0;
  const { vendors } = world.ports;
  const vendor = {
    ...vendors.vendor,
    ask: async (question: Question): Promise<Reply> => {
      asked += 1;
      return asked < 3 ? vendors.vendor.ask(question) : { verdict: { kind: 'permanent', reason: 'gone' } };
    },
  };

  const answer = await apiWorld({ ...world.ports, vendors: { ...vendors, vendor } }).call(
    '/connections/endless/discover',
  );

  expect(answer.status).toBe(404);
});

test('things that are more than an answer holds are not previewed, and it is said how fewer are', async () => {
  const world = apiWorld();
  const preview = (limit: number) =>
    world.call('/preview', { method: 'POST', body: { scope: 'toy:here', stream: 'notes', limit } });
  world.answers['/here/notes'] = [1, 2].map((id) => ({ id, text: 'x'.repeat(600_000) }));

  const both = await preview(2);

  expect((await preview(1)).status).toBe(200);
  expect(both.status).toBe(400);
  expect(await jsonOf(both)).toMatchObject({ errors: [{ path: ['limit'] }] });
});
