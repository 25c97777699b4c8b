import { places } from '../../shared/contract/places.ts';
import { RunHead, type RunOptions } from '../../shared/contract/run.ts';
import { readBudget } from '../../shared/pipeline/budget-row.ts';
import { cancel } from '../../shared/pipeline/cancel.ts';
import type { EnrichLimits } from '../../shared/pipeline/enrich.ts';
import { runId } from '../../shared/pipeline/plan.ts';
import type { Question } from '../../shared/pipeline/ports.ts';
import { isOpen } from '../../shared/pipeline/run-head.ts';
import { changeScope } from '../../shared/pipeline/scopes.ts';
import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';
import { type MemoryObjects, type MemoryTable, memoryObjects, memoryTable } from '../support/memory-ports.ts';
import { acme, sizedTo } from './acme.ts';
import { type Chance, seeded } from './chance.ts';
import { type Launch, makeMachine, type Step } from './machine.ts';
import { watchEnds } from './oracle.ts';
import { type Ports, portsOf, withLake } from './ports.ts';
import { type Call, type Fault, start } from './process.ts';
import { makeQueues } from './queues.ts';
import { full, type Size } from './sizes.ts';
import { type Timeline, timeline } from './timeline.ts';
import { makeTrace, type TraceCopy, type TraceLog } from './trace-log.ts';
import { makeVendor, type Vendor, type VendorCopy } from './vendor.ts';

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
  /** Issues of a space when it all begins, where they are others than the size says. */
  readonly issues?: number;
  readonly size?: Size;
  /** Whether faults stop at some time, so that all has to end, or never do, so that only nothing wrong may be done. */
  readonly mode?: Mode;
  /** Lines of the trace that are kept, at least. */
  readonly kept?: number;
  /** Loops of an execution, after which it hands over. */
  readonly loops?: number;
  /** Runs have a lake to publish into. */
  readonly publishes?: boolean;
  /** How much one call may enrich, where it is less than usual. */
  readonly enriches?: EnrichLimits;
}

/** `liveness`: faults stop, and every run ends within a bound. `safety`: they never stop, and what has ended is right. */
export type Mode = 'liveness' | 'safety';

/** Everything that there is, and the hands to play with it. */
export interface World {
  readonly size: Size;
  readonly time: Timeline;
  readonly chance: Chance;
  readonly vendor: Vendor;
  readonly control: MemoryTable;
  readonly domain: MemoryTable;
  readonly objects: MemoryObjects;
  readonly mode: Mode;
  readonly publishes: boolean;
  /** Calls may fail. Once set to false nothing fails any more, where faults stop at all. */
  faulty: boolean;
  /** No call of this world ever fails. */
  readonly isCalm: boolean;
  readonly counter: { readonly calls: number; readonly endedByError: number };
  readonly violations: string[];
  readonly trace: TraceLog;
  /** What a scenario begins with: nothing fails meanwhile, and worlds that begin alike share what came of it. */
  setUp(name: string, act: () => Promise<void>): Promise<void>;
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
  /** Waits until the run has ended; a run that has not by then is stuck. @throws Violation @throws Unfinished */
  ended(run: string, withinMinutes: number): Promise<RunHead>;
  /** Invokes a step of the machine once more, beside whatever runs. */
  beside(step: Step, run: string): Promise<void>;
  /** The sweeper's rule is switched on. */
  sweeping: boolean;
  /** Stops an execution, as an operator or a service fault does. */
  abortMachines(): void;
}

/** Sunday, 1 March 2026. */
const BEGIN = Date.UTC(2026, 2, 1);
const KEPT = 400;
const A_CALLER_SECONDS = 29;

/** Makes a world in which nothing happens yet. */
export function makeWorld(props: WorldProps): World {
  const { size = full, mode = 'liveness', answerRows = 1000, publishes = false } = props;
  const chance = seeded(props.seed);
  const faultChance = seeded(props.seed ^ 0x5bd1e995);
  const time = timeline(BEGIN, chance);
  const violations: string[] = [];
  const control = memoryTable({ answerRows, frozen: true });
  const domain = memoryTable({ answerRows, frozen: true });
  const objects = memoryObjects();
  const issues = size.name === 'full' ? (props.issues ?? size.issues) : size.issues;
  const vendor = makeVendor(time.now, chance, { ...size, issues });
  const plugins = new Map([['acme', sizedTo(props.plugin ?? acme, size)]]);
  const counter = { calls: 0, processes: 0, endedByError: 0 };
  const trace = makeTrace(props.kept ?? KEPT);
  const log = (process: string, what: string, note: string): void =>
    trace.add(`${String(time.now() - BEGIN).padStart(9)} ${process.padEnd(14)} ${what} ${note}`);
  let isFaulty = true;
  let isSettingUp = false;

  const faultOf = (call: Call): Fault | undefined =>
    isFaulty && !isSettingUp ? props.faultOf?.(call, faultChance) : undefined;
  const watched = watchEnds(control, time.now, violations);
  const onAsk = ({ connection, token, request }: Question): void => {
    const name = `${connection.plugin}/${connection.name}`;
    void readBudget(control, name, token).then(({ blockedUntil }) => {
      if (time.now() < blockedUntil) violations.push(`asked in a forbidden window: ${request.target}`);
    });
  };
  const surroundings = { time, chance, faultOf, log, counter };
  const launch: Launch = (name, seconds, work) => {
    counter.processes += 1;
    const full = `${name}-${counter.processes}`;
    return start(surroundings, {
      name: full,
      seconds,
      work: (process) => {
        const behind = { time, chance, control: watched, domain, objects, vendor, plugins, onAsk };
        const made = portsOf(process, { ...behind, send: queues.send, machine: machine.start });
        const ports = props.sabotage?.(made, full, world) ?? made;
        const limited = props.enriches ? { ...ports, limits: props.enriches } : ports;
        return work(publishes ? withLake(limited) : limited, process);
      },
    });
  };
  const disturbed = { time, chance, log, launch, isFaulty: () => isFaulty && !isSettingUp };
  const queues = makeQueues({ ...disturbed, workerSeconds: size.workerSeconds, messages: props.messages });
  const machine = makeMachine({
    ...disturbed,
    steps: props.steps,
    loops: props.loops,
    isSweeping: () => !isSettingUp && world.sweeping,
  });

  const again = async (name: string, work: (ports: Ports) => Promise<unknown>): Promise<void> => {
    while ((await launch(name, A_CALLER_SECONDS, work)).kind !== 'done')
      await time.sleep(1_000 + chance.next() * 5_000);
  };
  const beginning = (name: string): string =>
    JSON.stringify([name, props.seed, size, issues, answerRows, props.kept, publishes, props.enriches]);
  const setUp = async (name: string, act: () => Promise<void>): Promise<void> => {
    isSettingUp = true;
    // What is changed on purpose may show from the first call on: such a world is not shared.
    const key = props.sabotage || props.plugin || counter.calls > 0 ? undefined : beginning(name);
    const known = key === undefined ? undefined : beginnings.get(key);
    if (known) load(known);
    else {
      await act();
      if (key !== undefined) beginnings.set(key, copy());
    }
    // Nobody lives who could be met later: deadlines of processes that have ended, and sweeps that would find nothing.
    time.restart(time.now());
    machine.sweepFromNowOn();
    isSettingUp = false;
  };
  const copy = (): Beginning => ({
    now: time.now(),
    chance: chance.state(),
    counter: { ...counter },
    control: control.copy(),
    domain: domain.copy(),
    objects: objects.copy(),
    vendor: vendor.copy(),
    trace: trace.copy(),
    executions: machine.copy(),
    violations: [...violations],
  });
  const load = (from: Beginning): void => {
    time.restart(from.now);
    chance.load(from.chance);
    Object.assign(counter, from.counter);
    control.load(from.control);
    domain.load(from.domain);
    objects.load(from.objects);
    vendor.load(from.vendor);
    trace.load(from.trace);
    machine.load(from.executions);
    violations.push(...from.violations);
  };

  const world: World = {
    size,
    mode,
    publishes,
    time,
    chance,
    vendor,
    control,
    domain,
    objects,
    isCalm: props.faultOf === undefined && props.messages === undefined,
    counter,
    violations,
    trace,
    setUp,
    get faulty() {
      return isFaulty;
    },
    set faulty(value) {
      isFaulty = value || mode === 'safety';
    },
    request: async (key, scopes, options = {}) => {
      const request = { trigger: { kind: 'request' as const, key }, scopes: known(scopes), options };
      const run = runId(request.trigger);
      await again('caller', (ports) => ports.machine.start(run, 0, request));
      return run;
    },
    schedule: (blueprint, scheduledAt, scopes) => {
      const trigger = { kind: 'schedule' as const, blueprint, scheduledAt };
      const run = runId(trigger);
      machine.startNamed(`${run}-schedule`, { trigger, scopes: known(scopes), options: {} });
      return run;
    },
    cancel: (run) => again('caller', (ports) => cancel(ports, run)),
    deploy: (plugin) => {
      plugins.set('acme', sizedTo(plugin, size));
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
        if (time.now() > end) {
          if (isFaulty) throw new Unfinished(`run ${run} has not ended, and faults go on`);
          throw new Violation(`stuck: run ${run} has not ended after ${withinMinutes} min`);
        }
        await time.sleep(2_000);
      }
    },
    beside: machine.beside,
    sweeping: true,
    abortMachines: machine.abort,
  };
  /** Scopes of the spaces that this world has. */
  const known = (scopes: readonly string[]): string[] =>
    scopes.filter((scope) => size.spaces.includes(scope.slice('acme:'.length)));
  machine.sweepFromNowOn();
  return world;
}

/** A world at the end of its set-up. */
interface Beginning {
  readonly now: number;
  readonly chance: number;
  readonly counter: { readonly calls: number; readonly processes: number; readonly endedByError: number };
  readonly control: ReturnType<MemoryTable['copy']>;
  readonly domain: ReturnType<MemoryTable['copy']>;
  readonly objects: ReturnType<MemoryObjects['copy']>;
  readonly vendor: VendorCopy;
  readonly trace: TraceCopy;
  readonly executions: readonly string[];
  readonly violations: readonly string[];
}

/** Set-ups are the same for many worlds; the last few are kept. */
const beginnings = lastOf<Beginning>(16);

function lastOf<T>(most: number) {
  const kept = new Map<string, T>();
  return {
    get: (key: string): T | undefined => kept.get(key),
    set: (key: string, value: T): void => {
      kept.set(key, value);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
  };
}

/** What an oracle found. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** A run did not end, which it need not while calls go on to fail. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';
}
