import { faultAt, faultsOf, randomFaults, STORM } from './faults.ts';
import { type Call, type Fault, faults } from './process.ts';
import type { Scenario } from './scenario.ts';
import { full, leastSize, type Size, smallSize } from './sizes.ts';
import { type Mode, makeWorld, Unfinished, Violation, type World, type WorldProps } from './world.ts';

/** What is played, as data: the same spec is the same play. */
export interface PlaySpec {
  readonly scenario: string;
  readonly size: Size['name'];
  readonly seed: number;
  readonly mode: Mode;
  /** The chance of each call to fail, in a storm; or the one call that fails; none: all is calm. */
  readonly faults: number | FaultAt | undefined;
}

/** One call of a scenario, and what befalls it. */
export interface FaultAt {
  readonly call: number;
  readonly fault: Fault;
  /**
   * A crash at the same call, for an error: played as well, unless the error has ended its process. Crash and error take
   * effect in the same steps and after the same time; when nothing is called or drawn between the error and the end of the
   * process, the world is the same after both, and so is all that follows: nobody asks of what a process died.
   */
  readonly crash?: Fault;
}

/** What came of playing a scenario. */
export interface Played {
  readonly scenario: string;
  readonly seed: number;
  readonly violations: readonly string[];
  readonly hash: string;
  readonly calls: number;
  readonly moments: number;
  /** A call that failed was the end of its process, with nothing in between. */
  readonly isEndedByError: boolean;
  readonly trace: (lines: number) => readonly string[];
}

/** Virtual days after which a world ends, whatever happens in it. */
const HORIZON = 5 * 86_400_000;

/** Plays what a spec says, of a scenario that was looked up by its name. */
export const playSpec = (scenario: Scenario, spec: PlaySpec): Promise<Played> =>
  play(scenario, spec.seed, propsOf(scenario, spec));

/** Processes that make one call after the other: between two of their reads nothing of theirs is under way. */
const STEPS = /^(dispatch|sweep)-/;

/** A call that fails in one way. */
export interface Boundary extends FaultAt {
  readonly what: string;
  /** The process dies before a read as it dies before the read that it made last: in between it has changed nothing. */
  readonly isSame: boolean;
}

/** The boundaries of a scenario: each call that may fail, in each of the ways in which it may. */
export async function boundariesOf(scenario: Scenario, spec: Omit<PlaySpec, 'faults'>): Promise<readonly Boundary[]> {
  const calls: Call[] = [];
  const faultOf = (call: Call) => {
    calls.push(call);
    return undefined;
  };
  await play(scenario, spec.seed, { ...propsOf(scenario, { ...spec, faults: undefined }), faultOf });
  const lastOf = new Map<string, Call>();
  return calls.flatMap((call) => {
    const last = lastOf.get(call.process);
    lastOf.set(call.process, call);
    const hasChanged = (one: Call) => one.writes || one.repeatable;
    const isBehindRead = last !== undefined && !hasChanged(last) && !hasChanged(call) && STEPS.test(call.process);
    return faultsOf(call).map((fault) => {
      const isSame = fault === 'crash before' && isBehindRead;
      return { call: call.index, what: call.what, fault, isSame };
    });
  });
}

/** A crash and an error at one call are played as one: the crash by itself only where the error did not end its process. */
export function pairedOf(boundaries: readonly FaultAt[]): readonly FaultAt[] {
  const has = new Set(boundaries.map(({ call, fault }) => `${call} ${fault}`));
  return boundaries.flatMap(({ call, fault }): FaultAt[] => {
    const [how, when] = fault.split(' ');
    if (how === 'crash' && has.has(`${call} error ${when}`)) return [];
    const crash = how === 'error' ? faults.find((one) => one === `crash ${when}`) : undefined;
    return [{ call, fault, ...(crash && has.has(`${call} ${crash}`) && { crash }) }];
  });
}

function propsOf(scenario: Scenario, { size, seed, mode, faults }: PlaySpec): Partial<WorldProps> {
  const isStorm = typeof faults === 'number';
  const sizes = {
    full: () => scenario.props?.size ?? full,
    small: () => smallSize(scenario.small, seed),
    least: () => leastSize(scenario.name, scenario.small),
  };
  const common = { ...(isStorm && STORM), ...scenario.props, size: sizes[size](), mode };
  if (faults === undefined) return common;
  return { ...common, faultOf: isStorm ? randomFaults(faults) : faultAt(faults.call, faults.fault) };
}

/** Plays a scenario in a world of its own. */
export async function play(scenario: Scenario, seed: number, props: Partial<WorldProps> = {}): Promise<Played> {
  const world: World = makeWorld({ seed, ...scenario.props, ...props });
  let isOver = false;
  const played = scenario.play(world).then(
    () => {
      isOver = true;
    },
    (error: unknown) => {
      isOver = true;
      if (error instanceof Unfinished) return;
      if (!(error instanceof Violation)) throw error;
      world.violations.push(error.message);
    },
  );
  const moments = await world.time.pass(() => isOver, world.time.now() + HORIZON);
  if (isOver) await played;
  else world.violations.push('stuck: the scenario has not ended');
  const { violations, counter, trace } = world;
  return {
    scenario: scenario.name,
    seed,
    violations: [...new Set(violations)],
    hash: trace.hash(),
    calls: counter.calls,
    moments,
    isEndedByError: counter.endedByError > 0,
    trace: trace.last,
  };
}
