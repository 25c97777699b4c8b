import * as z from 'zod';
import { places } from '../contract/places.ts';
import { RunHead, RunRequest } from '../contract/run.ts';
import { HeldError } from '../errors.ts';
import { rowsOf } from './expand.ts';
import { listRuns } from './list-runs.ts';
import type { ClockPort, MachinePort, TablePort } from './ports.ts';
import { changeHead, isOpen } from './run-head.ts';

/** A run whose last tick is older has lost its machine. */
const OLD_HEARTBEAT = 5 * 60_000;
/** A run that was started so often does not end by being started. */
const MOST_GENERATIONS = 100;
/** Executions of runs that have no head are counted from here. */
const UNPLANNED = 1_000;
/** How far back runs are looked for that began before open ones were listed. */
const A_LOOK = 50;

/** What the sweeper of runs works with. */
export interface SweepPorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  readonly machine: MachinePort;
}

/** Restarts open runs whose heart has stopped, under the next generation. Answers their names. */
export async function sweep(ports: SweepPorts): Promise<readonly string[]> {
  const { table, clock, machine } = ports;
  const { open, unplanned } = await openRuns(table);
  const silent = open.filter((head) => clock.now() - head.tickAt > OLD_HEARTBEAT);
  const begun: string[] = [];
  const hopeless: string[] = [];
  for (const run of unplanned) {
    const outcome = await startUnplanned(ports, run);
    if (outcome === 'started') begun.push(run);
    if (outcome === 'hopeless') hopeless.push(run);
  }
  for (const { run, tick } of silent) {
    // A generation is raised once for a silence; a second sweeper finds it raised, or the machine running.
    const head = await changeHead(table, run, (before) =>
      before.tick === tick && isOpen(before)
        ? { ...before, generation: before.generation + 1, tickAt: clock.now() }
        : undefined,
    );
    if (!isOpen(head)) continue;
    if (head.generation > MOST_GENERATIONS) hopeless.push(run);
    else await machine.start(run, head.generation);
  }
  // Told when the others have been started: one that never ends must not keep them from it.
  if (hopeless.length > 0)
    throw new HeldError(`restarted ${MOST_GENERATIONS} times without an end: ${hopeless.join(', ')}; cancel them`);
  return [...begun, ...silent.map(({ run }) => run)];
}

/**
 * Starts a run that was asked for and has no head: nothing was started, or it died before its first write. Its executions
 * are counted beside those of planned runs, whose names they must not take.
 */
async function startUnplanned(ports: SweepPorts, run: string): Promise<'started' | 'hopeless' | 'not yet'> {
  const { table, clock, machine } = ports;
  const item = await table.get(places.requested(run));
  if (!item) return 'not yet';
  const { at, generation } = Requested.parse(item);
  if (clock.now() - at <= OLD_HEARTBEAT) return 'not yet';
  if (generation >= MOST_GENERATIONS) return 'hopeless';
  // A second sweeper finds it raised.
  const raised = { ...item, at: clock.now(), generation: generation + 1 };
  if ((await table.transact([{ kind: 'put', item: raised, when: { equals: { at } } }])) === 'refused') return 'not yet';
  await machine.start(run, UNPLANNED + generation + 1, RunRequest.parse(item.request));
  return 'started';
}

/** What was asked for: when it was asked or last started (epoch ms), and how often the sweeper has started it. */
const Requested = z.object({ at: z.number(), generation: z.number().int().default(0) });

/** Runs that have not ended, and those that have no head; those that have ended are taken off the list. */
async function openRuns(
  table: TablePort,
): Promise<{ readonly open: readonly RunHead[]; readonly unplanned: readonly string[] }> {
  const names: string[] = [];
  for await (const { sk } of rowsOf(table, places.open('').pk)) if (typeof sk === 'string') names.push(sk);
  const listed = (await table.getMany(names.map(places.head))).map((item) => RunHead.parse(item));
  const over = listed.filter((head) => !isOpen(head)).map(({ run }) => places.open(run));
  if (over.length > 0) await table.writeMany([], over);
  const { runs } = await listRuns(table, { limit: A_LOOK });
  const all = new Map([...runs, ...listed].filter(isOpen).map((head) => [head.run, head]));
  const planned = new Set(listed.map(({ run }) => run));
  return { open: [...all.values()], unplanned: names.filter((run) => !planned.has(run)) };
}
