import { HeldError } from '../errors.ts';
import { listRuns } from './list-runs.ts';
import type { ClockPort, MachinePort, TablePort } from './ports.ts';
import { changeHead, isOpen } from './run-head.ts';

/** A run whose last tick is older has lost its machine. */
const OLD_HEARTBEAT = 5 * 60_000;
/** How far back open runs are looked for. */
const A_LOOK = 200;

/** Restarts open runs whose heart has stopped, under the next generation. Answers their names. */
export async function sweep(ports: {
  table: TablePort;
  clock: ClockPort;
  machine: MachinePort;
}): Promise<readonly string[]> {
  const { table, clock, machine } = ports;
  const { runs } = await listRuns(table, { limit: A_LOOK });
  const silent = runs.filter((head) => isOpen(head) && clock.now() - head.tickAt > OLD_HEARTBEAT);
  for (const { run, tick } of silent) {
    // A generation is raised once for a silence; a second sweeper finds it raised, or the machine running.
    const head = await changeHead(table, run, (before) =>
      before.tick === tick && isOpen(before)
        ? { ...before, generation: before.generation + 1, tickAt: clock.now() }
        : undefined,
    );
    if (!isOpen(head)) continue;
    if (head.generation > 100)
      throw new HeldError(`run "${run}" was restarted ${head.generation} times without an end`);
    await machine.start(run, head.generation);
  }
  return silent.map(({ run }) => run);
}
