import { Grant } from '../contract/message.ts';
import type { RunReport } from '../contract/run.ts';
import { OutOfSpaceError } from '../errors.ts';
import { type CollectPorts, collect } from '../pipeline/collect.ts';
import { type ConvertPorts, convert } from '../pipeline/convert.ts';
import { tick } from '../pipeline/dispatch.ts';
import { extract } from '../pipeline/extract.ts';
import { finish } from '../pipeline/finish.ts';
import type { GrantLimits } from '../pipeline/grant.ts';
import { memoryQueue } from './memory-queue.ts';

/** What a run on one machine works with. */
export type LocalPorts = CollectPorts & Omit<ConvertPorts, 'clock'>;

/** One process does everything: a few workers keep two cores busy. */
const LIMITS: GrantLimits = { extracts: 4, converts: 4 };
/** A claim of this process ends with the process; this is only the time after which a stuck one would be seen. */
const CLAIM_MILLISECONDS = 3_600_000;
const PAUSE = 1_000;
/** While a limit is waited for, the ledger is looked at so often: the run may have been canceled. */
const LOOK = 2_000;

/** How a local run is watched and stopped. */
export interface Watching {
  /** Called after each tick, and about once a second while waiting. */
  readonly onTick?: () => Promise<void>;
  /** A worker failed; its item is tried again. */
  readonly onFailure: (cause: unknown) => void;
  /** Stops granting; what is under way is waited for. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a planned run to its end in this process. Undefined when it was stopped before: the same run can go on.
 *
 * @throws OutOfSpaceError as soon as a worker met it: trying again only fills the rest of the disk
 */
export async function runLocally(ports: LocalPorts, run: string, watching: Watching): Promise<RunReport | undefined> {
  const { clock } = ports;
  const bell = makeBell();
  let calls = 0;
  let full: OutOfSpaceError | undefined;
  const invocation = () => {
    calls += 1;
    const claimUntil = clock.now() + CLAIM_MILLISECONDS;
    return { id: `local-${process.pid}-${calls}`, deadline: claimUntil - PAUSE, claimUntil };
  };
  const consumer = (work: typeof collect | typeof extract | typeof convert, concurrency: number) => ({
    concurrency,
    handle: async (message: unknown) => {
      try {
        await work(ports, Grant.parse(message), invocation());
      } finally {
        bell.ring();
      }
    },
  });
  const queues = memoryQueue({
    consumers: { collect: consumer(collect, 8), extract: consumer(extract, 1), convert: consumer(convert, 1) },
    onRejected: (_queue, cause) => {
      if (cause instanceof OutOfSpaceError) full ??= cause;
      else watching.onFailure(cause);
    },
  });
  const stops = watching.signal ? [watching.signal] : [];
  while (!watching.signal?.aborted) {
    bell.silence();
    if (full) throw full;
    const found = await tick({ ...ports, queues, publishes: ports.lake !== undefined }, run, LIMITS);
    await watching.onTick?.();
    if (found.kind === 'drained') return finish(ports, run);
    const until = found.kind === 'wait' ? Math.min(found.until, clock.now() + LOOK) : clock.now() + PAUSE;
    while (clock.now() < until && !watching.signal?.aborted) {
      // Whoever is rung ends the pause too: its timer would keep the process for the rest of the second.
      const over = new AbortController();
      const rang = await Promise.race([
        bell.rung().then(() => true),
        clock.sleep(Math.min(PAUSE, until - clock.now()), AbortSignal.any([over.signal, ...stops])),
      ]);
      over.abort();
      if (rang) break;
      await watching.onTick?.();
    }
  }
  await queues.idle();
  return undefined;
}

/** Rings when a worker has finished something: then a tick is worth it at once. */
function makeBell() {
  let wake = Promise.withResolvers<void>();
  return {
    ring: () => wake.resolve(),
    rung: () => wake.promise,
    silence: () => {
      wake = Promise.withResolvers();
    },
  };
}
