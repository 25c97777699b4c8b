import { expect, test } from 'vitest';
import { playAll, type Told } from './crew.ts';
import type { PlaySpec } from './play.ts';

test('what is played does not depend on the number of threads, and is told in the order of the specs', async () => {
  const specs = Array.from({ length: 40 }, (_, i): PlaySpec => {
    const scenario = i % 2 === 0 ? 'first sync' : 'incremental';
    return { scenario, size: 'least', seed: 1 + (i >> 1), mode: 'liveness', faults: 0.01 };
  });
  const played = async (workers: number) => {
    const all: Told[] = [];
    await playAll(specs, { workers, withTrace: false }, (told) => all.push(told));
    return all.map(({ spec, hash, violations }) => ({ spec, hash, violations }));
  };

  const [alone, together] = await Promise.all([played(1), played(2)]);

  expect(together).toEqual(alone);
  expect(alone.map(({ spec }) => spec)).toEqual(specs);
});
