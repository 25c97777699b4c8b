import { executionName } from '../../shared/aws/sfn-machine.ts';
import type { MachineInput, RunRequest } from '../../shared/contract/run.ts';
import { HeldError } from '../../shared/errors.ts';
import { dispatchOrHandOver } from '../../shared/pipeline/dispatch.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { planOrFail } from '../../shared/pipeline/plan.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import type { Chance } from './chance.ts';
import type { Ports } from './ports.ts';
import type { Outcome, Process } from './process.ts';
import type { Timeline } from './timeline.ts';

/** Starts a process by its name, for so many seconds. */
export type Launch = <T>(
  name: string,
  seconds: number,
  work: (ports: Ports, process: Process) => Promise<T>,
) => Promise<Outcome<T>>;

/** What whatever may be disturbed is made of. */
export interface Disturbed {
  readonly time: Timeline;
  readonly chance: Chance;
  readonly log: (process: string, what: string, note: string) => void;
  readonly launch: Launch;
  readonly isFaulty: () => boolean;
}

/** What the machine is made of; chances of an invocation of a step to meet something. */
interface MachineProps extends Disturbed {
  readonly steps: { readonly lost: number; readonly doubled: number } | undefined;
  readonly loops: number | undefined;
  readonly isSweeping: () => boolean;
}

/** Functions that the machine, or a rule, invokes. */
export type Step = 'plan' | 'dispatch' | 'finish' | 'sweep';

const SECONDS = 60;
const LIMITS = { extracts: 20, converts: 20 } as const;
const LOOPS = 2000;
const A_SWEEP = 15 * 60_000;

/** State machines and the sweeper's rule: executions have names, steps are invoked again when they fail. */
export function makeMachine(props: MachineProps) {
  const { time, chance, log, launch, isFaulty, isSweeping } = props;
  const executions = new Set<string>();
  const aborted = new Set<string>();
  const limits = { ...LIMITS, loops: props.loops ?? LOOPS };

  const settings = { connection: async () => ({ share: 0 }) };
  const steps = {
    plan: (input: MachineInput) => launch('plan', SECONDS, async (ports) => planOrFail({ ...ports, settings }, input)),
    dispatch: (run: string, loop: number, execution: string) =>
      launch('dispatch', SECONDS, async (ports) => dispatchOrHandOver(ports, { run, loop, execution }, limits)),
    finish: (run: string) => launch('finish', SECONDS, async (ports) => finish(ports, run)),
    sweep: () => launch('sweep', SECONDS, async (ports) => sweep(ports)),
  };
  /** As in infra/constructs/heartbeat.ts: what never arrived twelve times, what failed three times. */
  const persist = async <T>(execution: string, call: () => Promise<Outcome<T>>): Promise<T> => {
    const { lost = 0, doubled = 0 } = props.steps ?? {};
    let unheard = 0;
    for (let failures = 0; ; ) {
      if (aborted.has(execution)) throw new HeldError('aborted');
      if (isFaulty() && chance.happens(lost) && unheard < 12) {
        unheard += 1;
        await time.sleep(chance.next() * Math.min(60_000, 2_000 * 2 ** unheard));
        continue;
      }
      if (isFaulty() && chance.happens(doubled)) {
        // The answer did not arrive: the call goes on, unheard, and is made once more.
        void call();
        await time.sleep(chance.next() * 30_000);
      }
      const outcome = await call();
      if (outcome.kind === 'done') return outcome.value;
      if (failures >= 3) throw new HeldError('retries are used up');
      await time.sleep(chance.next() * 5_000 * 3 ** failures);
      failures += 1;
    }
  };
  const startNamed = (name: string, input: MachineInput): void => {
    if (executions.has(name)) return;
    executions.add(name);
    log('machine', 'started', name);
    time.at(time.now() + 20, () => void execute(name, input));
  };
  const execute = async (name: string, input: MachineInput): Promise<void> => {
    try {
      const { run } = await persist(name, () => steps.plan(input));
      for (let loop = 0; ; loop += 1) {
        const found = await persist(name, () => steps.dispatch(run, loop, name));
        if (found.state === 'handover' && found.nextExecutionName !== undefined)
          return startNamed(found.nextExecutionName, { run });
        if (found.state === 'finished') {
          await persist(name, () => steps.finish(run));
          return log('machine', 'succeeded', name);
        }
        await time.sleep(found.waitSeconds * 1000);
      }
    } catch (error) {
      log('machine', 'failed', `${name} ${error instanceof Error ? error.message : ''}`);
      time.at(time.now() + 1_000 + chance.next() * 5_000, () => {
        if (isSweeping()) void steps.sweep();
      });
    }
  };
  const sweepFromNowOn = (): void => {
    time.at(time.now() + A_SWEEP, () => {
      if (isSweeping()) void steps.sweep();
      sweepFromNowOn();
    });
  };

  return {
    start: (run: string, generation: number, input: RunRequest | undefined): void =>
      startNamed(executionName(run, generation), input ?? { run }),
    startNamed,
    /** Invokes a step once more, beside whatever runs. */
    beside: async (step: Step, run: string): Promise<void> => {
      if (step === 'plan') await steps.plan({ run });
      if (step === 'dispatch') await steps.dispatch(run, 0, 'beside');
      if (step === 'finish') await steps.finish(run);
      if (step === 'sweep') await steps.sweep();
    },
    abort: (): void => {
      for (const name of executions) aborted.add(name);
    },
    sweepFromNowOn,
    /** The names of its executions, for `load` of another machine. */
    copy: (): readonly string[] => [...executions],
    load: (names: readonly string[]): void => {
      for (const name of names) executions.add(name);
    },
  };
}
