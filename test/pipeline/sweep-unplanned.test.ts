import { expect, test } from 'vitest';
import { createApi } from '../../shared/api/app.ts';
import type { RunRequest } from '../../shared/contract/run.ts';
import { planOrFail } from '../../shared/pipeline/plan.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import { smallWorld } from '../support/small-world.ts';

const MINUTES = 60_000;

/** A world whose API has a machine that never does anything. */
function world() {
  const made = smallWorld({ '/here': { id: 'here', name: 'here' }, '/here/things': [], '/here/notes': [] });
  const started: { run: string; generation: number; input: RunRequest | undefined }[] = [];
  const machine = {
    start: async (run: string, generation: number, input?: RunRequest) => void started.push({ run, generation, input }),
  };
  const ports = { ...made.ports, machine };
  const ask = async (): Promise<string> => {
    const body = JSON.stringify({ scopes: ['toy:here'] });
    const headers = { 'content-type': 'application/json' };
    const caller = { name: 'test', role: 'operator' as const, kind: 'key' as const };
    const answer = await createApi(ports).request('/api/v1/runs', { method: 'POST', headers, body }, { caller });
    const read: { run: string } = JSON.parse(await answer.text());
    return read.run;
  };
  return { ...made, ports, started, ask };
}

test('a run that was asked for and whose machine died before its first write is started again', async () => {
  const { ports, started, ask, finishRun } = world();
  const run = await ask();

  const early = await sweep(ports);
  await ports.clock.sleep(6 * MINUTES);
  const swept = await sweep(ports);
  const again = await sweep(ports);

  expect([early, swept, again]).toEqual([[], [run], []]);
  expect(started.map(({ generation }) => generation)).toEqual([0, 1001]);
  const input = started.at(-1)?.input;
  expect(input?.scopes).toEqual(['toy:here']);
  if (input) await planOrFail(ports, input);
  expect((await finishRun(run)).state).toBe('completed');
});

test('a run that is never planned is given up and told, and the others are started', async () => {
  const { ports, started, ask } = world();
  const run = await ask();
  for (let i = 0; i < 100; i += 1) {
    await ports.clock.sleep(6 * MINUTES);
    await sweep(ports);
  }
  await ports.clock.sleep(6 * MINUTES);
  const other = await ask();
  await ports.clock.sleep(6 * MINUTES);

  await expect(sweep(ports)).rejects.toThrow(run);

  expect(started.at(-1)?.run).toBe(other);
});
