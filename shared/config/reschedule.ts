import { places } from '../contract/places.ts';
import { RetryableError, UnreachableError } from '../errors.ts';
import { rowsOf } from '../pipeline/expand.ts';
import { canonical } from '../pipeline/identity.ts';
import type { ClockPort, SchedulePort, StartSchedule, TablePort } from '../pipeline/ports.ts';
import { configStore } from './config-store.ts';
import { parseCron, schedulerExpression } from './cron.ts';
import { blueprints, projects } from './resources.ts';
import { LATE, requestOfBlueprint } from './start-due.ts';

/** What schedules are made with. */
export interface ReschedulePorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  readonly schedules: SchedulePort;
}

/** How often a blueprint may change while its schedule is made. */
const TRIES = 20;
/** As long as EventBridge Scheduler tries at most. */
const A_DAY_SECONDS = 86_400;

/**
 * Makes the schedule of a blueprint what the blueprint says now, or removes it where there is no blueprint. What was made
 * is compared with the blueprint afterwards: whoever makes it last has seen what was stored last, in whichever order others
 * do the same, so it may be repeated by anybody at any time.
 */
export async function reschedule(ports: ReschedulePorts, name: string): Promise<void> {
  const { table, schedules } = ports;
  let wanted = await wantedOf(ports, name);
  for (let i = 0; i < TRIES; i += 1) {
    const place = places.scheduled(name);
    if (wanted) {
      if (!(await table.get(place))) await table.writeMany([place]);
      await schedules.put(wanted);
    } else {
      await schedules.remove(name);
      await table.writeMany([], [place]);
    }
    const now = await wantedOf(ports, name);
    if (canonical(now) === canonical(wanted)) return;
    wanted = now;
  }
  throw new UnreachableError(`the blueprint "${name}" is changed by others all the time`);
}

/** As `reschedule`, of what was written just now: what fails is said with what becomes of it. */
export async function rescheduleWritten(ports: ReschedulePorts, name: string): Promise<void> {
  try {
    await reschedule(ports, name);
  } catch (cause) {
    if (!(cause instanceof RetryableError)) throw cause;
    throw new UnreachableError(
      `the blueprint "${name}" is stored, but its schedule is not made yet: send it again, or wait 15 minutes (${cause.message})`,
      { cause },
    );
  }
}

/** Makes every schedule what its blueprint says, and removes those of blueprints that are gone. One that fails keeps none from it. */
export async function rescheduleAll(ports: ReschedulePorts): Promise<void> {
  const names = new Set((await configStore(ports).list(blueprints)).map(({ name }) => name));
  for await (const { sk } of rowsOf(ports.table, places.scheduled('').pk)) names.add(String(sk));
  const failures: unknown[] = [];
  for (const name of names) await reschedule(ports, name).catch((cause: unknown) => failures.push(cause));
  if (failures.length > 0) throw failures[0];
}

/** Reschedules what syncs the scopes of a project. */
export async function rescheduleProject(ports: ReschedulePorts, project: string): Promise<void> {
  for (const blueprint of await configStore(ports).list(blueprints))
    if (blueprint.project === project) await rescheduleWritten(ports, blueprint.name);
}

async function wantedOf(ports: ReschedulePorts, name: string): Promise<StartSchedule | undefined> {
  const store = configStore(ports);
  const found = await store.find(blueprints, name);
  if (!found) return undefined;
  const project = found.project === undefined ? undefined : await store.find(projects, found.project);
  const request = requestOfBlueprint(found, { projects: project ? [project] : [] }, ports.schedules.timeMark);
  return (
    request && {
      blueprint: name,
      expression: schedulerExpression(parseCron(found.cron)),
      zone: found.zone,
      isEnabled: found.enabled,
      trySeconds: found.missed === 'skip' ? LATE / 1_000 : A_DAY_SECONDS,
      request,
    }
  );
}
