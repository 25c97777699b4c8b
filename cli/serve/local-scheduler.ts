import { type DueStart, type StartPorts, startDue } from '../../shared/config/start-due.ts';

const MINUTE = 60_000;

/** Starts runs at their times for as long as it is open. */
export interface LocalScheduler {
  close(): Promise<void>;
}

/** What a local scheduler needs. */
export interface LocalSchedulerProps extends StartPorts {
  readonly onStart: (start: DueStart) => void;
  /** Told what failed; it is tried again at the next minute. */
  readonly onFailure: (cause: unknown) => void;
}

/** Looks at each full minute what is due: no schedule is finer than that, and what is configured meanwhile is seen. */
export function localScheduler({ onStart, onFailure, ...ports }: LocalSchedulerProps): LocalScheduler {
  const stop = new AbortController();
  const work = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        for (const start of await startDue(ports)) onStart(start);
      } catch (cause) {
        onFailure(cause);
      }
      await ports.clock.sleep(MINUTE - (ports.clock.now() % MINUTE), stop.signal);
    }
  };
  const working = work();
  return {
    close: async () => {
      stop.abort();
      await working;
    },
  };
}

/** What a person reads of a run that was started by itself. */
export const sayStart = ({ blueprint, run, scheduledAt, isLate }: DueStart): string =>
  `blueprint ${blueprint}: run ${run}, ${isLate ? 'made up for the start of' : 'due at'} ${scheduledAt}`;
