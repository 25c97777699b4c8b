import { HeldError } from '../../shared/errors.ts';
import { openStore, type Store } from '../../shared/local/open-store.ts';
import { revive } from '../../shared/local/revive.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { cancel as cancelRun } from '../../shared/pipeline/cancel.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { clearItems } from '../../shared/pipeline/leftovers.ts';
import { isOpen, readHead } from '../../shared/pipeline/run-head.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { printCanceled } from '../print-runs.ts';

/** How long a canceled run may take to stop, and how often it is looked at. Milliseconds. */
const PATIENCE = 15_000;
const PAUSE = 200;

/** Cancels a run, whether its process lives or not, and waits until it has ended. Answers the exit code. */
export async function cancel(given: { run: string; store: string; json?: boolean }): Promise<number> {
  const { store, isAlone } = await openAloneOrBeside(given.store);
  const ports = { table: store.control, clock: systemClock };
  try {
    const before = await readHead(ports.table, given.run);
    if (!isOpen(before)) {
      printCanceled({ run: given.run, state: before.state, hadEnded: true }, given.json ?? false);
      return 0;
    }
    await cancelRun(ports, given.run);
    if (isAlone) {
      await revive(ports.table, before);
      await clearItems(ports.table, ports.clock, given.run);
      await finish(ports, given.run);
    }
    const end = systemClock.now() + PATIENCE;
    while (isOpen(await readHead(ports.table, given.run))) {
      if (systemClock.now() > end) throw new HeldError(`run "${given.run}" is canceled, but its process does not stop`);
      await systemClock.sleep(PAUSE);
    }
    const { state } = await readHead(ports.table, given.run);
    printCanceled({ run: given.run, state, hadEnded: false }, given.json ?? false);
    return 0;
  } finally {
    store.close();
  }
}

/** With the lock nobody else runs, and the run is ended here; beside its process, that one ends it. */
async function openAloneOrBeside(folder: string): Promise<{ store: Store; isAlone: boolean }> {
  try {
    openStore(folder, 'read').close();
    return { store: await openUpgraded(folder, 'write'), isAlone: true };
  } catch (error) {
    if (!(error instanceof HeldError)) throw error;
    return { store: openStore(folder, 'beside'), isAlone: false };
  }
}
