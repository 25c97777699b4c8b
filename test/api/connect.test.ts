import { describe, expect, it } from 'vitest';
import { recentAnswers } from '../../shared/api/config/recent-answers.ts';
import type { Question, VendorPort } from '../../shared/pipeline/ports.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { apiWorld, jsonOf } from './world.ts';

describe('what a form asks for', () => {
  it.each([...plugins.values()].map((plugin) => [plugin.name, plugin] as const))(
    'is told by %s: a credential of which a part is hidden, what a scope is called, and each key of a mapping',
    (_, { form, scopeConfig, scope }) => {
      expect(form?.credential.some(({ secret }) => secret)).toBe(true);
      expect(form?.credentialSays).toMatch(/\.$/);
      expect(form?.baseUrlExample).toMatch(/^https:\/\//);
      // What is given as an example is a name that the plugin takes, but for one that is cut short.
      if (form && !form.scope.example.endsWith('…')) expect(() => scope?.resolve(form.scope.example)).not.toThrow();
      expect(scopeConfig).toBeDefined();
    },
  );
});

describe('GET /schedule', () => {
  it('says when a schedule would start, on the clock of its zone', async () => {
    const { call } = apiWorld();
    const query = new URLSearchParams({ cron: '30 6 * * 1-5', zone: 'Europe/Zurich' });

    expect(await jsonOf(call(`/schedule?${query}`, { role: 'reader' }))).toEqual({
      starts: Array.from({ length: 3 }, () => expect.stringMatching(/T0[45]:30:00\.000Z$/)),
    });
  });

  it.each([
    ['cron', { cron: '61 * * * *', zone: 'UTC' }],
    ['zone', { cron: '0 3 * * *', zone: 'Mars/Olympus' }],
  ])('names the field that is wrong: %s', async (field, given) => {
    const { call } = apiWorld();

    expect(await jsonOf(call(`/schedule?${new URLSearchParams(given)}`))).toMatchObject({
      status: 400,
      errors: [{ path: [field] }],
    });
  });
});

describe('a mapping that is tried', () => {
  const question = (target: string, token: string | null): Question => ({
    plugin: { name: 'toy' },
    connection: { plugin: 'toy', name: 'toy', baseUrl: 'https://toy.example', tokens: [], share: 0 },
    token,
    request: { target },
    deadline: 0,
  });

  it('asks the vendor once, for a while, with each credential; what was refused is asked again', async () => {
    const asked: string[] = [];
    let now = 0;
    const vendor: VendorPort = {
      tokens: async () => [],
      ask: async ({ request: { target }, token }) => {
        asked.push(`${target} ${token}`);
        return { verdict: target === '/no' ? { kind: 'permanent', reason: 'no' } : { kind: 'page' } };
      },
    };
    const clock = { now: () => now, sleep: async () => undefined };
    const recent = recentAnswers(vendor, clock);
    for (const each of [
      question('/a', 'x'),
      question('/a', 'x'),
      question('/a', 'y'),
      question('/no', 'x'),
      question('/no', 'x'),
    ])
      await recent.ask(each);
    now = 300_001;
    await recent.ask(question('/a', 'x'));

    expect(asked).toEqual(['/a x', '/a y', '/no x', '/no x', '/a x']);
  });
});
