import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Fault } from '../support/github/faults.ts';
import { plant, reportOf, TOKEN } from '../support/orchard.ts';
import { digestOf, linesOf } from '../support/sluice.ts';

const NAMED = ['--connection', 'here'] as const;
const LONG = 'x'.repeat(6_000);

const Dead = z.object({
  id: z.string(),
  target: z.string(),
  status: z.number(),
  attempts: z.number(),
  body: z.string(),
  at: z.iso.datetime(),
});

test('503, 503, 200 takes three attempts, 404 one, and what stays 503 is dead, with what was asked and answered', async () => {
  const faults: Fault[] = [
    { kind: 'status', status: 503, path: '/milestones', times: 2 },
    { kind: 'status', status: 404, message: 'Not Found', path: '/tags' },
    { kind: 'status', status: 503, message: `try later, ${TOKEN} ${LONG}`, path: '/releases?' },
  ];
  await using orchard = await plant({ faults });
  await using whole = await plant();
  await whole.sync(...NAMED);
  const statusesOf = (list: string) =>
    orchard.github.seen.filter(({ target }) => target.includes(list)).map(({ status }) => status);

  const ended = await orchard.sync(...NAMED);
  const run = /^run (\S+) completed with errors/m.exec(ended.out)?.[1] ?? '';
  const sent = [statusesOf('/milestones'), statusesOf('/tags'), statusesOf('/releases?')];
  const dead = linesOf((await orchard.call('run', run, '--dead')).out).map((line) => Dead.parse(JSON.parse(line)));
  const [given] = dead.filter(({ status }) => status === 503);
  const life = linesOf((await orchard.call('logs', run, '--item', given?.id ?? '')).out);
  faults.splice(0);
  orchard.github.forget();
  const again = await orchard.syncAs({ GITHUB_TOKEN: TOKEN }, ...NAMED, '--streams', 'milestones');
  orchard.github.forget();
  const retried = reportOf(await orchard.call('retry', run, '--json'));

  expect(sent).toEqual([[503, 503, 200], [404], [503, 503, 503, 503, 503, 503]]);
  expect(dead.map(({ status, attempts }) => [status, attempts]).toSorted()).toEqual([
    [404, 1],
    [503, 6],
  ]);
  expect(given?.target).toContain('/releases');
  expect(given?.body).toHaveLength(4096);
  expect(given?.body).not.toContain(TOKEN);
  expect(ended.out + ended.err).not.toContain(TOKEN);
  // Each is named once, at the end.
  for (const list of [/^releases .*503.*, 6 times$/gm, /^tags .*404: Not Found$/gm])
    expect(ended.out.match(list)).toHaveLength(1);
  expect(ended.out).toContain(`sluice retry ${run}`);
  expect(life.filter((line) => line.includes('requests sent')).length).toBeGreaterThanOrEqual(2);
  expect(life.at(-1)).toContain(`"died":["${given?.id}"]`);
  expect(again.code).toBe(0);
  expect(retried.state).toBe('completed');
  const asked = orchard.github.seen.map(({ target }) => target.replace(/\?.*/, ''));
  expect(asked.filter((target) => !/\/(?:releases|tags)$/.test(target))).toEqual([]);
  expect(await digestOf(orchard.store)).toEqual(await digestOf(whole.store));
}, 180_000);

test('what did not die in a run cannot be retried, and one line says why', async () => {
  await using orchard = await plant();
  const { run } = await orchard.report('--streams', 'tags');

  const ended = await orchard.call('retry', run);

  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.err).toBe(`sluice: nothing died in run "${run}"; there is nothing to retry\n`);
});
