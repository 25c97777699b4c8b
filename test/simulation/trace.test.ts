import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { randomFaults } from './faults.ts';
import { play } from './play.ts';
import { scenarios } from './scenarios.ts';

const run = promisify(execFile);
const hashIn = async (zone: string): Promise<string | undefined> => {
  const arguments_ = ['--scenario', 'incremental', '--size', 'small', '--seeds', '1', '--from', '7', '--trace'];
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'simulate.ts'), ...arguments_], {
    env: { ...process.env, TZ: zone },
  });
  return /trace hash (\w+)/.exec(stdout)?.[1];
};

test('the same seed is the same trace, in every time zone', async () => {
  const [auckland, honolulu] = await Promise.all([hashIn('Pacific/Auckland'), hashIn('Pacific/Honolulu')]);

  expect(auckland).toMatch(/^\w{16}$/);
  expect(honolulu).toBe(auckland);
});

test('the same seed is the same trace, another one is another', async () => {
  const [scenario] = scenarios;
  if (!scenario) throw new TypeError('there are no scenarios');
  const hashOf = async (seed: number) => (await play(scenario, seed, { faultOf: randomFaults(0.01) })).hash;

  expect(await hashOf(7)).toBe(await hashOf(7));
  expect(await hashOf(8)).not.toBe(await hashOf(7));
});
