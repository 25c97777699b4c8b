import { beforeEach, describe, expect, it } from 'vitest';
import { configStore } from '../../shared/config/config-store.ts';
import { type Blueprint, blueprints, projects } from '../../shared/config/resources.ts';
import { startDue } from '../../shared/config/start-due.ts';
import { places } from '../../shared/contract/places.ts';
import type { RunRequest } from '../../shared/contract/run.ts';
import { lastRuns } from '../../shared/pipeline/last-start.ts';
import { planOrFail } from '../../shared/pipeline/plan.ts';
import type { TablePort } from '../../shared/pipeline/ports.ts';
import { explore, type Gate, gatedTable, type Race } from '../simulation/interleave.ts';
import { type MemoryTable, memoryTable } from '../support/memory-ports.ts';
import { smallWorld } from '../support/small-world.ts';

let now: number;
let table: MemoryTable;
let started: { readonly run: string; readonly input: RunRequest | undefined }[];
const clock = { now: () => now, sleep: async () => {} };
const machine = {
  start: async (run: string, _generation: number, input?: RunRequest) => void started.push({ run, input }),
};
const at = (text: string) => {
  now = Date.parse(text);
};
const put = (blueprint: Partial<Blueprint>, into: TablePort = table) =>
  configStore({ table: into, clock }).put(
    blueprints,
    blueprints.written.parse({ name: 'nightly', scopes: ['toy:here'], cron: '0 3 * * *', ...blueprint }),
  );
const due = async () => (await startDue({ table, clock, machine })).map(({ scheduledAt }) => scheduledAt);
/** As a run that has ended leaves it. */
const end = (run: string) =>
  table.writeMany([], [places.requested(run), places.open(run)]).then(() => started.splice(0));

beforeEach(() => {
  table = memoryTable();
  started = [];
  at('2026-06-01T12:00:00Z');
});

describe('a blueprint on a server of one’s own', () => {
  it('starts at its time and not again', async () => {
    await put({ zone: 'Europe/Zurich' });

    at('2026-06-02T00:59:59.999Z');
    expect(await due()).toEqual([]);
    at('2026-06-02T01:00:00Z');
    expect(await due()).toEqual(['2026-06-02T01:00:00Z']);
    await end(started[0]?.run ?? '');
    at('2026-06-02T01:01:00Z');
    expect(await due()).toEqual([]);
    expect((await lastRuns(table)).get('nightly')?.at).toBe('2026-06-02T01:00:00Z');
  });

  it('asks for what it says: the scopes of its project, and its options', async () => {
    const store = configStore({ table, clock });
    await store.put(projects, projects.written.parse({ name: 'shop', scopes: ['toy:here', 'toy:there'] }));
    await store.put(
      blueprints,
      blueprints.written.parse({ name: 'nightly', project: 'shop', cron: '0 3 * * *', options: { full: true } }),
    );

    at('2026-06-02T03:00:10Z');
    await due();

    expect(started).toEqual([
      {
        run: expect.stringMatching(/^nightly-20260602T030000Z-/),
        input: {
          trigger: { kind: 'schedule', blueprint: 'nightly', scheduledAt: '2026-06-02T03:00:00Z' },
          scopes: ['toy:here', 'toy:there'],
          options: { full: true },
        },
      },
    ]);
  });

  it('makes up once for all that was missed while no server was there', async () => {
    await put({ cron: '0 * * * *' });

    at('2026-06-05T10:20:00Z');
    const made = await startDue({ table, clock, machine });
    await end(made[0]?.run ?? '');

    expect(made).toMatchObject([{ scheduledAt: '2026-06-05T10:00:00Z', isLate: true }]);
    expect(await due()).toEqual([]);
  });

  it('that says so skips what was missed, and what is a few minutes late is not missed', async () => {
    await put({ cron: '0 * * * *', missed: 'skip' });

    at('2026-06-05T10:20:00Z');
    expect(await due()).toEqual([]);
    at('2026-06-05T11:14:00Z');
    expect(await due()).toEqual(['2026-06-05T11:00:00Z']);
  });

  it('starts nothing for the time before it was made, changed or enabled again', async () => {
    await put({ enabled: false });

    at('2026-06-03T12:00:00Z');
    expect(await due()).toEqual([]);
    await put({ enabled: true });
    expect(await due()).toEqual([]);
    await put({ cron: '0 11 * * *' });
    expect(await due()).toEqual([]);
  });

  it('waits while its last run goes on, which the machine is told of, and then makes up once', async () => {
    await put({ cron: '* * * * *' });

    at('2026-06-01T12:01:00Z');
    const first = await due();
    at('2026-06-01T12:04:30Z');
    const meanwhile = await due();
    const told = started.map(({ run }) => run);
    await end(told[0] ?? '');
    const after = await due();

    expect([first, meanwhile, after]).toEqual([['2026-06-01T12:01:00Z'], [], ['2026-06-01T12:04:00Z']]);
    expect(new Set(told).size).toBe(1);
    expect(told).toHaveLength(2);
  });

  it('whose project has no scopes starts nothing', async () => {
    const store = configStore({ table, clock });
    await store.put(projects, projects.written.parse({ name: 'shop', scopes: [] }));
    await store.put(blueprints, blueprints.written.parse({ name: 'nightly', project: 'shop', cron: '0 3 * * *' }));

    at('2026-06-02T03:00:00Z');

    expect(await due()).toEqual([]);
  });

  it('notes its last run wherever it was planned, and a start that comes late does not take its place', async () => {
    const world = smallWorld({ '/here': { id: 'here', name: 'here' } });
    const request = (scheduledAt: string) => ({
      trigger: { kind: 'schedule' as const, blueprint: 'nightly', scheduledAt },
      scopes: ['toy:here'],
      options: {},
    });

    const young = await planOrFail(world.ports, request('2026-06-02T03:00:00Z'));
    const old = await planOrFail(world.ports, request('2026-06-01T03:00:00Z'));

    expect(old.run).not.toBe(young.run);
    expect((await lastRuns(world.ports.table)).get('nightly')).toEqual({
      at: '2026-06-02T03:00:00Z',
      run: young.run,
      state: 'running',
    });
  });
});

describe('two servers on one store', () => {
  const race =
    (spoil: (table: TablePort) => TablePort = (same) => same) =>
    async (): Promise<Race> => {
      const shared = memoryTable();
      at('2026-06-01T12:00:00Z');
      await put({}, shared);
      at('2026-06-02T03:00:00Z');
      const runs: string[] = [];
      const server = (gate: Gate) =>
        startDue({
          table: gatedTable(spoil(shared), gate),
          clock,
          machine: { start: async (run) => void runs.push(run) },
        });
      return {
        processes: [server, server],
        judge: async (outcomes) => {
          const said = outcomes.flatMap((outcome) =>
            outcome.status === 'fulfilled' ? [outcome.value].flat() : ['failed'],
          );
          const { items } = await shared.query('open');
          const found = said.length === 1 ? [] : [`${said.length} servers say that they started it`];
          if (items.length !== 1 || new Set(runs).size !== 1) found.push(`${items.length} runs`);
          return found;
        },
      };
    };

  it('start one run, in whichever order their calls come', async () => {
    const { orders, violations } = await explore(race(), 2_000);

    expect(violations).toEqual([]);
    expect(orders).toBeGreaterThan(2);
  });

  it('would not without the condition of their claim, and that is seen', async () => {
    const blind = (table: TablePort): TablePort => ({
      ...table,
      transact: (writes) =>
        table.transact(writes.map((write) => (write.kind === 'put' ? { kind: 'put', item: write.item } : write))),
    });

    expect((await explore(race(blind), 2_000)).violations).not.toEqual([]);
  });
});
