import { createHash } from 'node:crypto';
import { executionName } from '../../shared/aws/sfn-machine.ts';
import { Grant } from '../../shared/contract/message.ts';
import { places } from '../../shared/contract/places.ts';
import { type MachineInput, RunHead, type RunOptions, type RunRequest } from '../../shared/contract/run.ts';
import { HeldError } from '../../shared/errors.ts';
import { readBudget } from '../../shared/pipeline/budget-row.ts';
import { cancel } from '../../shared/pipeline/cancel.ts';
import { collect } from '../../shared/pipeline/collect.ts';
import { convert } from '../../shared/pipeline/convert.ts';
import { dispatchOrHandOver } from '../../shared/pipeline/dispatch.ts';
import { extract } from '../../shared/pipeline/extract.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { planOrFail, runId } from '../../shared/pipeline/plan.ts';
import type { Question, QueueName } from '../../shared/pipeline/ports.ts';
import { isOpen } from '../../shared/pipeline/run-head.ts';
import { changeScope } from '../../shared/pipeline/scopes.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';
import { type MemoryObjects, type MemoryTable, memoryObjects, memoryTable } from '../support/memory-ports.ts';
import { acme } from './acme.ts';
import { type Chance, seeded } from './chance.ts';
import { watchEnds } from './oracle.ts';
import { type Ports, portsOf } from './ports.ts';
import { type Call, type Fault, type Outcome, type Process, start } from './process.ts';
import { type Timeline, timeline } from './timeline.ts';
import { makeVendor, type Vendor } from './vendor.ts';

/** How a world is made: everything beside the seed has a default that is calm. */
export interface WorldProps {
  readonly seed: number;
  /** What goes wrong at a call. */
  readonly faultOf?: (call: Call, chance: Chance) => Fault | undefined;
  /** Chances of a message, or an invocation of a step, to meet something. */
  readonly messages?: { readonly lost: number; readonly doubled: number; readonly late: number };
  readonly steps?: { readonly lost: number; readonly doubled: number };
  /** A bug that is brought in on purpose: changes the ports of a process. */
  readonly sabotage?: (ports: Ports, process: string, world: World) => Ports;
  readonly plugin?: Plugin;
  readonly answerRows?: number;
  readonly issues?: number;
  /** Lines of the trace that are kept, at least. */
  readonly kept?: number;
  /** Loops of an execution, after which it hands over. */
  readonly loops?: number;
}

/** Everything that there is, and the hands to play with it. */
export interface World {
  readonly time: Timeline;
  readonly chance: Chance;
  readonly vendor: Vendor;
  readonly control: MemoryTable;
  readonly domain: MemoryTable;
  readonly objects: MemoryObjects;
  /** Faults happen only while this is true. */
  faulty: boolean;
  /** The sweeper's rule is switched on. */
  sweeping: boolean;
  /** No call of this world ever fails. */
  readonly isCalm: boolean;
  readonly counter: { calls: number };
  readonly violations: string[];
  readonly trace: { add(line: string): void; last(lines: number): readonly string[]; hash(): string };
  /** Asks for a run, as a caller of the API does; again until it was heard. Answers the run's id. */
  request(key: string, scopes: readonly string[], options?: RunOptions): Promise<string>;
  /** As a schedule does: starts an execution under the run's name. */
  schedule(blueprint: string, scheduledAt: string, scopes: readonly string[]): string;
  cancel(run: string): Promise<void>;
  /** New code: processes that are started from now on work with it. */
  deploy(plugin: Plugin): void;
  /** Gives a scope another mapping. */
  map(scope: string, config: Readonly<Record<string, string>>): Promise<void>;
  head(run: string): Promise<RunHead | undefined>;
  /** Waits until the run has ended; a run that has not by then is stuck. */
  ended(run: string, withinMinutes: number): Promise<RunHead>;
  /** Invokes a step of the machine once more, beside whatever runs. */
  beside(step: 'plan' | 'dispatch' | 'finish' | 'sweep', run: string): Promise<void>;
  /** Stops an execution, as an operator or a service fault does. */
  abortMachines(): void;
}

/** Sunday, 1 March 2026. */
const BEGIN = Date.UTC(2026, 2, 1);
const KEPT = 400;
const SECONDS = { plan: 60, dispatch: 60, finish: 60, sweep: 60, worker: 300, caller: 29 } as const;
/** As in infra/constructs/worker.ts. */
const VISIBILITY = 6 * SECONDS.worker * 1000;
const RECEIVES = 5;
/** As in shared/lambda/sqs-worker.ts. */
const BEYOND = 30_000;
const A_SWEEP = 15 * 60_000;

/** Makes a world in which nothing happens yet. */
export function makeWorld(props: WorldProps): World {
  const chance = seeded(props.seed);
  const faultChance = seeded(props.seed ^ 0x5bd1e995);
  const time = timeline(BEGIN, chance);
  const violations: string[] = [];
  const control = memoryTable({ answerRows: props.answerRows ?? 1000 });
  const domain = memoryTable({ answerRows: props.answerRows ?? 1000 });
  const objects = memoryObjects();
  const vendor = makeVendor(time.now, chance, { issues: props.issues ?? 9 });
  const plugins = new Map([['acme', props.plugin ?? acme]]);
  const counter = { calls: 0, processes: 0 };
  const trace = makeTrace(props.kept ?? KEPT);
  const log = (process: string, what: string, note: string): void =>
    trace.add(`${String(time.now() - BEGIN).padStart(9)} ${process.padEnd(14)} ${what} ${note}`);

  const faultOf = (call: Call): Fault | undefined => {
    const drawn = props.faultOf?.(call, faultChance);
    return world.faulty ? drawn : undefined;
  };
  const watched = watchEnds(control, time.now, violations);
  const onAsk = ({ connection, token, request }: Question): void => {
    const name = `${connection.plugin}/${connection.name}`;
    void readBudget(control, name, token).then(({ blockedUntil }) => {
      if (time.now() < blockedUntil) violations.push(`asked in a forbidden window: ${request.target}`);
    });
  };
  const surroundings = { time, chance, faultOf, log, counter };
  const launch = <T>(name: string, seconds: number, work: (ports: Ports, process: Process) => Promise<T>) => {
    counter.processes += 1;
    const full = `${name}-${counter.processes}`;
    return start(surroundings, {
      name: full,
      seconds,
      work: (process) => {
        const behind = { time, chance, control: watched, domain, objects, vendor, plugins, onAsk, send, machine };
        const made = portsOf(process, behind);
        return work(props.sabotage?.(made, full, world) ?? made, process);
      },
    });
  };

  // Messages
  const workers = { collect, extract, convert };
  const send = (queue: QueueName, text: string): void => {
    const { lost = 0, doubled = 0, late = 0 } = (world.faulty ? props.messages : undefined) ?? {};
    const copies = chance.happens(lost) ? 0 : chance.happens(doubled) ? 2 : 1;
    if (copies === 0) log('queue', 'lost', text);
    const soon = 5 + chance.next() * 200;
    for (let copy = 0; copy < copies; copy += 1) {
      const delay = chance.happens(late) ? 20_000 + chance.next() * 500_000 : soon + chance.next() * 20;
      time.at(time.now() + delay, () => void deliver(queue, text, 1));
    }
  };
  const deliver = async (queue: QueueName, text: string, receive: number): Promise<void> => {
    const received = time.now();
    const { kind } = await launch(queue, SECONDS.worker, (ports, process) => {
      const invocation = { id: process.name, deadline: process.abortsAt, claimUntil: process.abortsAt + BEYOND };
      return workers[queue](ports, Grant.parse(JSON.parse(text)), invocation);
    });
    if (kind !== 'done' && receive < RECEIVES)
      time.at(received + VISIBILITY, () => void deliver(queue, text, receive + 1));
  };

  // The machine
  const executions = new Set<string>();
  const aborted = new Set<string>();
  const machine = (run: string, generation: number, input: RunRequest | undefined): void =>
    startExecution(executionName(run, generation), input ?? { run });
  const startExecution = (name: string, input: MachineInput): void => {
    if (executions.has(name)) return;
    executions.add(name);
    log('machine', 'started', name);
    time.at(time.now() + 20, () => void execute(name, input));
  };
  const limits = { extracts: 20, converts: 20, loops: props.loops ?? 2000 };
  const steps = {
    plan: (input: MachineInput) =>
      launch('plan', SECONDS.plan, async (ports) => planOrFail({ ...ports, settings }, input)),
    dispatch: (run: string, loop: number, execution: string) =>
      launch('dispatch', SECONDS.dispatch, async (ports) =>
        dispatchOrHandOver(ports, { run, loop, execution }, limits),
      ),
    finish: (run: string) => launch('finish', SECONDS.finish, async (ports) => finish(ports, run)),
    sweep: () => launch('sweep', SECONDS.sweep, async (ports) => sweep(ports)),
  };
  const settings = { connection: async () => ({ share: 0 }) };
  /** As in infra/constructs/heartbeat.ts: what never arrived twelve times, what failed three times. */
  const persist = async <T>(execution: string, call: () => Promise<Outcome<T>>): Promise<T> => {
    const { lost = 0, doubled = 0 } = props.steps ?? {};
    let unheard = 0;
    for (let failures = 0; ; ) {
      if (aborted.has(execution)) throw new HeldError('aborted');
      if (world.faulty && chance.happens(lost) && unheard < 12) {
        unheard += 1;
        await time.sleep(chance.next() * Math.min(60_000, 2_000 * 2 ** unheard));
        continue;
      }
      if (world.faulty && chance.happens(doubled)) {
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
  const execute = async (name: string, input: MachineInput): Promise<void> => {
    try {
      const { run } = await persist(name, () => steps.plan(input));
      for (let loop = 0; ; loop += 1) {
        const found = await persist(name, () => steps.dispatch(run, loop, name));
        if (found.state === 'handover' && found.nextExecutionName !== undefined)
          return startExecution(found.nextExecutionName, { run });
        if (found.state === 'finished') {
          await persist(name, () => steps.finish(run));
          return log('machine', 'succeeded', name);
        }
        await time.sleep(found.waitSeconds * 1000);
      }
    } catch (error) {
      log('machine', 'failed', `${name} ${error instanceof Error ? error.message : ''}`);
      time.at(time.now() + 1_000 + chance.next() * 5_000, () => {
        if (world.sweeping) void steps.sweep();
      });
    }
  };
  const sweeps = (): void => {
    time.at(time.now() + A_SWEEP, () => {
      if (world.sweeping) void steps.sweep();
      sweeps();
    });
  };
  sweeps();

  const again = async (name: string, work: (ports: Ports) => Promise<unknown>): Promise<void> => {
    while ((await launch(name, SECONDS.caller, work)).kind !== 'done') await time.sleep(1_000 + chance.next() * 5_000);
  };
  const world: World = {
    time,
    chance,
    vendor,
    control,
    domain,
    objects,
    faulty: true,
    sweeping: true,
    isCalm: props.faultOf === undefined && props.messages === undefined,
    counter,
    violations,
    trace,
    request: async (key, scopes, options = {}) => {
      const request: RunRequest = { trigger: { kind: 'request', key }, scopes: [...scopes], options };
      const run = runId(request.trigger);
      await again('caller', (ports) => ports.machine.start(run, 0, request));
      return run;
    },
    schedule: (blueprint, scheduledAt, scopes) => {
      const request: RunRequest = {
        trigger: { kind: 'schedule', blueprint, scheduledAt },
        scopes: [...scopes],
        options: {},
      };
      const run = runId(request.trigger);
      startExecution(`${run}-schedule`, request);
      return run;
    },
    cancel: (run) => again('caller', (ports) => cancel(ports, run)),
    deploy: (plugin) => {
      plugins.set('acme', plugin);
    },
    map: async (scope, config) => {
      if (await control.get(places.scope(scope)))
        await changeScope(control, scope, (before) => ({ ...before, config }));
    },
    head: async (run) => {
      const item = await control.get(places.head(run));
      return item && RunHead.parse(item);
    },
    ended: async (run, withinMinutes) => {
      const end = time.now() + withinMinutes * 60_000;
      for (;;) {
        const head = await world.head(run);
        if (head && !isOpen(head)) return head;
        if (time.now() > end) throw new Violation(`stuck: run ${run} has not ended after ${withinMinutes} min`);
        await time.sleep(2_000);
      }
    },
    beside: async (step, run) => {
      if (step === 'plan') await steps.plan({ run });
      if (step === 'dispatch') await steps.dispatch(run, 0, 'beside');
      if (step === 'finish') await steps.finish(run);
      if (step === 'sweep') await steps.sweep();
    },
    abortMachines: () => {
      for (const name of executions) aborted.add(name);
    },
  };
  return world;
}

/** What an oracle found. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

function makeTrace(kept: number) {
  const lines: string[] = [];
  const hash = createHash('sha256');
  return {
    add: (line: string): void => {
      hash.update(`${line}\n`);
      lines.push(line);
      if (lines.length > 2 * kept) lines.splice(0, kept);
    },
    last: (count: number): readonly string[] => lines.slice(-count),
    hash: (): string => hash.copy().digest('hex').slice(0, 16),
  };
}
