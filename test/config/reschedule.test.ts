import { beforeEach, describe, expect, it } from 'vitest';
import { configStore } from '../../shared/config/config-store.ts';
import {
  type ReschedulePorts,
  reschedule,
  rescheduleAll,
  rescheduleProject,
  rescheduleWritten,
} from '../../shared/config/reschedule.ts';
import { type Blueprint, blueprints, projects } from '../../shared/config/resources.ts';
import { UnreachableError } from '../../shared/errors.ts';
import type { SchedulePort, StartSchedule, TablePort } from '../../shared/pipeline/ports.ts';
import { explore, type Gate, gatedTable, type Race } from '../simulation/interleave.ts';
import { type MemoryTable, memoryTable } from '../support/memory-ports.ts';

/** Schedules in memory; the deployment's own are in `foreign`. */
function memorySchedules(pass: <T>(act: () => T) => Promise<T> = async (act) => act()) {
  const made = new Map<string, StartSchedule>();
  const foreign = new Set<string>();
  const port: SchedulePort = {
    timeMark: '<time>',
    isForeign: async (name) => foreign.has(name),
    put: (schedule) => pass(() => void made.set(schedule.blueprint, schedule)),
    remove: (name) => pass(() => void made.delete(name)),
  };
  return { made, foreign, port };
}

const clock = { now: () => Date.UTC(2026, 5, 1), sleep: async () => {} };
const blueprint = (given: Partial<Blueprint> = {}): Blueprint =>
  blueprints.written.parse({ name: 'nightly', scopes: ['toy:here'], cron: '30 2 * * 1-5', ...given });

let table: MemoryTable;
let schedules: ReturnType<typeof memorySchedules>;
const ports = () => ({ table, clock, schedules: schedules.port });
const store = () => configStore({ table, clock });

beforeEach(() => {
  table = memoryTable();
  schedules = memorySchedules();
});

describe('the schedule of a blueprint', () => {
  it('is what the blueprint says', async () => {
    await store().put(projects, projects.written.parse({ name: 'shop', scopes: ['toy:here', 'toy:there'] }));
    const { scopes: _, ...rest } = blueprint({ zone: 'Europe/Zurich', missed: 'skip', options: { full: true } });
    await store().put(blueprints, { ...rest, project: 'shop' });

    await reschedule(ports(), 'nightly');

    expect([...schedules.made.values()]).toEqual([
      {
        blueprint: 'nightly',
        expression: 'cron(30 2 ? * MON,TUE,WED,THU,FRI *)',
        zone: 'Europe/Zurich',
        isEnabled: true,
        trySeconds: 900,
        request: {
          trigger: { kind: 'schedule', blueprint: 'nightly', scheduledAt: '<time>' },
          scopes: ['toy:here', 'toy:there'],
          options: { full: true },
        },
      },
    ]);
  });

  it('follows its project, is paused with it, and goes with it', async () => {
    await store().put(projects, projects.written.parse({ name: 'shop', scopes: ['toy:here'] }));
    const { scopes: _, ...rest } = blueprint();
    await store().put(blueprints, { ...rest, project: 'shop' });
    await reschedule(ports(), 'nightly');

    await store().put(projects, projects.written.parse({ name: 'shop', scopes: ['toy:there'] }));
    await rescheduleProject(ports(), 'shop');
    const moved = schedules.made.get('nightly')?.request.scopes;
    await store().put(blueprints, { ...rest, project: 'shop', enabled: false });
    await reschedule(ports(), 'nightly');
    const isEnabled = schedules.made.get('nightly')?.isEnabled;
    await store().delete(blueprints, 'nightly');
    await reschedule(ports(), 'nightly');

    expect([moved, isEnabled, schedules.made.size]).toEqual([['toy:there'], false, 0]);
    expect((await table.query('scheduled')).items).toEqual([]);
  });

  it('that was not made, or not removed, is mended by who looks at all of them', async () => {
    await store().put(blueprints, blueprint());
    await store().put(blueprints, blueprint({ name: 'weekly', cron: '0 3 * * 1' }));
    const down = { ...schedules.port, put: () => Promise.reject(new UnreachableError('the scheduler is away')) };
    const said = await rescheduleWritten({ ...ports(), schedules: down }, 'nightly').catch(String);
    await rescheduleAll(ports());
    const mended = [...schedules.made.keys()].sort();
    // Deleted by somebody who died before the schedule was.
    await store().delete(blueprints, 'weekly');
    // And one by hand, in the console.
    schedules.made.delete('nightly');
    await rescheduleAll(ports());

    expect(said).toMatch(/"nightly" is stored, but its schedule is not made yet: send it again, or wait 15 minutes/);
    expect(mended).toEqual(['nightly', 'weekly']);
    expect([...schedules.made.keys()]).toEqual(['nightly']);
  });

  it('that cannot be made keeps none of the others from it, and is told', async () => {
    await store().put(blueprints, blueprint({ name: 'a-bad-one' }));
    await store().put(blueprints, blueprint());
    const port: SchedulePort = {
      ...schedules.port,
      put: async (schedule) => {
        if (schedule.blueprint === 'a-bad-one') throw new Error('ValidationException');
        await schedules.port.put(schedule);
      },
    };

    await expect(rescheduleAll({ ...ports(), schedules: port })).rejects.toThrow('ValidationException');

    expect([...schedules.made.keys()]).toEqual(['nightly']);
  });
});

describe('in every order of their calls', () => {
  /** Somebody changes a blueprint, and somebody else deletes or changes it, or looks at all schedules. */
  const race =
    (other: (ports: ReschedulePorts) => Promise<unknown>, spoil = reschedule) =>
    async (): Promise<Race> => {
      const shared = memoryTable();
      const there = memorySchedules();
      const all = { table: shared, clock, schedules: there.port };
      await configStore(all).put(blueprints, blueprint());
      await reschedule(all, 'nightly');
      return {
        processes: [
          async (gate) => {
            const own = behind(shared, there.made, gate);
            await configStore(own).put(blueprints, blueprint({ cron: '0 4 * * *' }));
            await spoil(own, 'nightly');
          },
          (gate) => other(behind(shared, there.made, gate)),
        ],
        judge: async () => {
          const stored = await configStore(all).find(blueprints, 'nightly');
          const fresh = memorySchedules();
          await reschedule({ ...all, table: shared, schedules: fresh.port }, 'nightly');
          const [is, ought] = [there.made, fresh.made].map((made) => made.get('nightly')?.expression);
          return is === ought ? [] : [`stored is ${stored?.cron}, scheduled is ${is}`];
        },
      };
    };
  const behind = (shared: TablePort, made: Map<string, StartSchedule>, gate: Gate): ReschedulePorts => {
    const at = (writes: boolean) => [{ pk: 'the schedule', writes }];
    const port: SchedulePort = {
      timeMark: '<time>',
      isForeign: async () => false,
      put: (schedule) => gate.pass(at(true), async () => void made.set(schedule.blueprint, schedule)),
      remove: (name) => gate.pass(at(true), async () => void made.delete(name)),
    };
    return { table: gatedTable(shared, gate), clock, schedules: port };
  };
  const changing = async (own: ReschedulePorts) => {
    await configStore(own).put(blueprints, blueprint({ cron: '0 5 * * *' }));
    await reschedule(own, 'nightly');
  };

  it.each([
    ['changed by two', changing],
    [
      'deleted',
      async (own: ReschedulePorts) => {
        await own.schedules.remove('nightly');
        await configStore(own).delete(blueprints, 'nightly');
        await reschedule(own, 'nightly');
      },
    ],
    ['looked at by the one who mends', rescheduleAll],
  ])('a blueprint that is changed and %s has the schedule of what is stored', async (_, other) => {
    const { orders, violations } = await explore(race(other), 50_000);

    expect(violations).toEqual([]);
    expect(orders).toBeGreaterThan(5);
  });

  it('it would not, if nobody looked again after making it, and that is seen', async () => {
    const blind = async (own: ReschedulePorts, name: string): Promise<void> => {
      // Sees what it read first for ever.
      const first = new Map<string, ReturnType<TablePort['get']>>();
      await reschedule(
        {
          ...own,
          table: {
            ...own.table,
            get: (place) => {
              const key = `${place.pk}/${place.sk}`;
              const known = first.get(key);
              const found = known ?? own.table.get(place);
              first.set(key, found);
              return found;
            },
          },
        },
        name,
      );
    };
    const both = async (own: ReschedulePorts) => {
      await configStore(own).put(blueprints, blueprint({ cron: '0 5 * * *' }));
      await blind(own, 'nightly');
    };

    expect((await explore(race(both, blind), 50_000)).violations).not.toEqual([]);
  });
});
