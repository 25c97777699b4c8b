import { expect, test } from 'vitest';
import { localScheduler, sayStart } from '../../../cli/serve/local-scheduler.ts';
import { configStore } from '../../../shared/config/config-store.ts';
import { blueprints } from '../../../shared/config/resources.ts';
import { startDue } from '../../../shared/config/start-due.ts';
import { openStore } from '../../../shared/local/open-store.ts';
import { memoryTable } from '../../support/memory-ports.ts';
import { temporaryFolder } from '../../support/sluice.ts';

const MINUTE = 60_000;

/** A clock that goes on when somebody waits for it, until a time at which `over` is told. */
function clockFrom(from: string, until: string, over: () => void) {
  let now = Date.parse(from);
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
      if (now >= Date.parse(until)) over();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('a server looks at each full minute, starts what is due, says so, and goes on when something failed', async () => {
  const table = memoryTable();
  const over = Promise.withResolvers<void>();
  const clock = clockFrom('2026-10-25T00:00:12Z', '2026-10-25T02:10:00Z', over.resolve);
  const store = configStore({ table, clock });
  // Shown twice that night: at 00:30 and at 01:30 UTC.
  await store.put(
    blueprints,
    blueprints.written.parse({ name: 'nightly', scopes: ['toy:here'], cron: '30 2 * * *', zone: 'Europe/Zurich' }),
  );
  const [said, failed, started]: [string[], unknown[], string[]] = [[], [], []];
  let looks = 0;

  const scheduler = localScheduler({
    table: {
      ...table,
      query: async (...asked) => {
        looks += 1;
        if (looks === 3) throw new Error('the disk is away for a moment');
        return table.query(...asked);
      },
    },
    clock,
    machine: { start: async (run) => void started.push(run) },
    onStart: (start) => said.push(sayStart(start)),
    onFailure: (cause) => failed.push(cause),
  });
  await over.promise;
  await scheduler.close();

  expect(clock.waits[0]).toBe(48_000);
  expect(new Set(clock.waits.slice(1))).toEqual(new Set([MINUTE]));
  expect(failed).toEqual([new Error('the disk is away for a moment')]);
  expect(new Set(started).size).toBe(1);
  expect(said).toEqual([`blueprint nightly: run ${started[0]}, due at 2026-10-25T00:30:00Z`]);
});

test('two servers on one store of files start one run, and the next server does not start it again', async () => {
  using folder = temporaryFolder();
  const clock = { now: () => Date.parse('2026-06-02T03:00:00Z'), sleep: async () => {} };
  const started: string[] = [];
  const machine = { start: async (run: string) => void started.push(run) };
  const one = openStore(folder.path, 'write');
  const other = openStore(folder.path, 'beside');
  await configStore({ table: one.control, clock: { ...clock, now: () => clock.now() - 60 * MINUTE } }).put(
    blueprints,
    blueprints.written.parse({ name: 'nightly', scopes: ['toy:here'], cron: '0 3 * * *' }),
  );

  const made = await Promise.all([one, other].map(({ control: table }) => startDue({ table, clock, machine })));
  one.close();
  other.close();
  const next = openStore(folder.path, 'beside');
  const again = await startDue({ table: next.control, clock, machine });
  next.close();

  expect(made.flat()).toHaveLength(1);
  expect(again).toEqual([]);
  expect(new Set(started).size).toBe(1);
});
