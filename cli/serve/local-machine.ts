import { places } from '../../shared/contract/places.ts';
import { type RunHead, RunRequest } from '../../shared/contract/run.ts';
import { HeldError, NotFoundError, RetryableError } from '../../shared/errors.ts';
import { revive } from '../../shared/local/revive.ts';
import { runLocally } from '../../shared/local/run-locally.ts';
import { openRunLog } from '../../shared/local/run-log.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { rowsOf } from '../../shared/pipeline/expand.ts';
import { failPlanning, planOrFail } from '../../shared/pipeline/plan.ts';
import type { MachinePort, TablePort } from '../../shared/pipeline/ports.ts';
import { isOpen, readHead } from '../../shared/pipeline/run-head.ts';
import type { LocalRuntime } from '../local-runtime.ts';

/** How often it is looked whether another process has let go of the store, in milliseconds. */
const LOOK = 1_000;

/** Runs what is asked for, one run after another, in this process. */
export interface LocalMachine extends MachinePort {
  /** Goes on with what was asked for, or interrupted, before. */
  resume(table: TablePort): Promise<void>;
  /** Stops; what is under way is kept, and goes on when the server starts again. */
  close(): Promise<void>;
}

/** What a local machine needs. */
export interface LocalMachineProps {
  readonly open: () => Promise<LocalRuntime>;
  /** Told what failed; the run can be started again. */
  readonly onFailure: (run: string, cause: unknown) => void;
}

/** Starts runs in this process. The store has one writer: while another process writes, runs wait for it to end. */
export function localMachine({ open, onFailure }: LocalMachineProps): LocalMachine {
  const stop = new AbortController();
  const waiting = new Map<string, RunRequest | undefined>();
  let working: Promise<void> | undefined;
  const work = async (): Promise<void> => {
    for (let next = first(waiting); next && !stop.signal.aborted; next = first(waiting)) {
      const [run, request] = next;
      try {
        await runOnce(open, { run, request }, stop.signal, (cause) => onFailure(run, cause));
      } catch (cause) {
        if (cause instanceof HeldError) {
          await systemClock.sleep(LOOK, stop.signal);
          continue;
        }
        onFailure(run, cause);
      }
      waiting.delete(run);
    }
    working = undefined;
  };
  const start: MachinePort['start'] = async (run, _generation, input) => {
    if (!waiting.has(run)) waiting.set(run, input);
    working ??= work();
  };
  return {
    start,
    resume: async (table) => {
      for await (const { sk } of rowsOf(table, 'open')) {
        const run = String(sk);
        const requested = await table.get(places.requested(run));
        // What a command began is for that command to go on with.
        if (requested) await start(run, 0, RunRequest.parse(requested.request));
      }
    },
    close: async () => {
      stop.abort();
      await working;
    },
  };
}

const first = <Key, Value>(map: ReadonlyMap<Key, Value>): readonly [Key, Value] | undefined => {
  for (const entry of map) return entry;
  return undefined;
};

async function runOnce(
  open: () => Promise<LocalRuntime>,
  { run, request }: { readonly run: string; readonly request: RunRequest | undefined },
  signal: AbortSignal,
  onFailure: (cause: unknown) => void,
): Promise<void> {
  const runtime = await open();
  try {
    const { ports } = runtime;
    const before = await headOf(ports.table, run);
    if (before && !isOpen(before)) return;
    if (before) await revive(ports.table, before);
    try {
      await planOrFail(ports, request ?? { run });
    } catch (cause) {
      if (!(cause instanceof RetryableError) || cause instanceof HeldError || signal.aborted) throw cause;
      // It was tried for a while, and nobody tries again by himself: whoever waits for it is told why.
      await failPlanning(ports, request ?? (await readHead(ports.table, run)).request, cause.message);
    }
    const head = await readHead(ports.table, run);
    if (!isOpen(head)) return;
    await runLocally({ ...ports, tell: openRunLog(runtime.store, run) }, run, { onFailure, signal });
  } finally {
    await runtime.close();
  }
}

async function headOf(table: TablePort, run: string): Promise<RunHead | undefined> {
  try {
    return await readHead(table, run);
  } catch (cause) {
    if (cause instanceof NotFoundError) return undefined;
    throw cause;
  }
}
