import { places } from '../contract/places.ts';
import { RunHead } from '../contract/run.ts';
import { HeldError } from '../errors.ts';
import { rowsOf } from './expand.ts';
import { listRuns } from './list-runs.ts';
import type { ClockPort, MachinePort, TablePort } from './ports.ts';
import { changeHead, isOpen } from './run-head.ts';

/** A run whose last tick is older has lost its machine. */
const OLD_HEARTBEAT = 5 * 60_000;
/** A run that was started so often does not end by being started. */
const MOST_GENERATIONS = 100;
/** How far back runs are looked for that began before open ones were listed. */
const A_LOOK = 50;

/** Restarts open runs whose heart has stopped, under the next generation. Answers their names. */
export async function sweep(ports: {
  table: TablePort;
  clock: ClockPort;
  machine: MachinePort;
}): Promise<readonly string[]> {
  const { table, clock, machine } = ports;
  const silent = (await openRuns(table)).filter((head) => clock.now() - head.tickAt > OLD_HEARTBEAT);
  const hopeless: string[] = [];
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
  return silent.map(({ run }) => run);
}

/** Runs that have not ended; those that have are taken off the list. */
async function openRuns(table: TablePort): Promise<readonly RunHead[]> {
  const names: string[] = [];
  for await (const { sk } of rowsOf(table, places.open('').pk)) if (typeof sk === 'string') names.push(sk);
  const listed = (await table.getMany(names.map(places.head))).map((item) => RunHead.parse(item));
  const over = listed.filter((head) => !isOpen(head)).map(({ run }) => places.open(run));
  if (over.length > 0) await table.writeMany([], over);
  const { runs } = await listRuns(table, { limit: A_LOOK });
  const all = new Map([...runs, ...listed].filter(isOpen).map((head) => [head.run, head]));
  return [...all.values()];
}
