import { places } from '../contract/places.ts';
import { RunHead, RunRequest } from '../contract/run.ts';
import { toItem, toValue } from '../pipeline/deep-json.ts';
import { LastStart, noteStart } from '../pipeline/last-start.ts';
import { runId } from '../pipeline/plan.ts';
import type { ClockPort, MachinePort, TablePort } from '../pipeline/ports.ts';
import { isOpen } from '../pipeline/run-head.ts';
import { configStore, type Stored } from './config-store.ts';
import { type Configured, scopesOfBlueprint } from './configured.ts';
import { parseCron } from './cron.ts';
import { lastStart } from './next-start.ts';
import { type Blueprint, blueprints, projects } from './resources.ts';

/** What starts runs at their times, where no EventBridge Scheduler does. */
export interface StartPorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  readonly machine: MachinePort;
}

/** A run that was started because it was time. */
export interface DueStart {
  readonly blueprint: string;
  readonly run: string;
  /** ISO 8601, as EventBridge Scheduler writes it. */
  readonly scheduledAt: string;
  /** It was made up for. */
  readonly isLate: boolean;
}

/** A start that is later than this was missed; EventBridge Scheduler tries so long, too, where what is missed is skipped. */
export const LATE = 15 * 60_000;

/** A time as EventBridge Scheduler names it: whoever starts what is due then starts the same run. */
export const scheduledTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** What a blueprint asks for at a time; undefined when a run cannot be asked for so: its project has no scopes, or too many. */
export function requestOfBlueprint(
  blueprint: Blueprint,
  all: Pick<Configured, 'projects'>,
  scheduledAt: string,
): RunRequest | undefined {
  const { name, options } = blueprint;
  const scopes = [...scopesOfBlueprint(blueprint, all)];
  return RunRequest.safeParse({ trigger: { kind: 'schedule', blueprint: name, scheduledAt }, scopes, options }).data;
}

/**
 * Starts what is due: of each blueprint the last start that was not made, however many were missed, and not while its last
 * run goes on. Whoever else does the same at one time on one store, a start is made once. Answers what it has started.
 */
export async function startDue(ports: StartPorts): Promise<readonly DueStart[]> {
  const store = configStore(ports);
  const all = { projects: await store.list(projects) };
  const made: DueStart[] = [];
  for (const blueprint of await store.list(blueprints)) {
    const started = blueprint.enabled ? await startOne(ports, blueprint, all) : undefined;
    if (started) made.push(started);
  }
  return made;
}

async function startOne(
  ports: StartPorts,
  blueprint: Stored<Blueprint>,
  all: Pick<Configured, 'projects'>,
): Promise<DueStart | undefined> {
  const { table, clock, machine } = ports;
  const row = await table.get(places.lastStart(blueprint.name));
  const before = row && LastStart.parse(row);
  const now = clock.now();
  // What it said before it was changed, or while it was not enabled, is not made up for.
  const behind = Math.max(Date.parse(blueprint.updatedAt), before ? Date.parse(before.at) : 0);
  const at = lastStart(parseCron(blueprint.cron), blueprint.zone, { behind, until: now });
  if (at === undefined) return undefined;
  const isLate = now - at > LATE;
  const scheduledAt = scheduledTime(at);
  const request = requestOfBlueprint(blueprint, all, scheduledAt);
  if (request?.trigger.kind !== 'schedule' || (isLate && blueprint.missed === 'skip')) return undefined;
  if (before && (await goesOn(ports, before.run))) return undefined;
  const run = runId(request.trigger);
  // All of it or nothing: of two servers one starts it, and should that one die now, the run is on the list of open ones.
  const isOurs = await table.transact([
    noteStart(request.trigger, run),
    { kind: 'put', item: toItem({ ...places.requested(run), at: now, request: toValue(request) }) },
    { kind: 'put', item: places.open(run) },
  ]);
  if (isOurs === 'refused') return undefined;
  await machine.start(run, 0, request);
  return { blueprint: blueprint.name, run, scheduledAt, isLate };
}

/** Whether a run has not ended. Should nobody be at it, the machine goes on with it, so that it keeps no start for ever. */
async function goesOn({ table, machine }: StartPorts, run: string): Promise<boolean> {
  const head = await table.get(places.head(run));
  const requested = await table.get(places.requested(run));
  if (head ? !isOpen(RunHead.parse(head)) : !requested) return false;
  await machine.start(run, 0, requested && RunRequest.parse(requested.request));
  return true;
}
