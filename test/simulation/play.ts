import type { Fault } from './process.ts';
import type { Scenario } from './scenarios.ts';
import { makeWorld, Unfinished, Violation, type World, type WorldProps } from './world.ts';

/** What came of playing a scenario. */
export interface Played {
  readonly scenario: string;
  readonly seed: number;
  readonly violations: readonly string[];
  readonly hash: string;
  readonly calls: number;
  readonly moments: number;
  readonly trace: (lines: number) => readonly string[];
}

/** Virtual days after which a world ends, whatever happens in it. */
const HORIZON = 5 * 86_400_000;

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
    trace: trace.last,
  };
}

/** Faults by chance: each call fails in one of the ways that it can. */
export const randomFaults =
  (probability: number): NonNullable<WorldProps['faultOf']> =>
  (call, chance) => {
    if (!chance.happens(probability)) return undefined;
    return chance.pick(faultsOf(call));
  };

/** What befalls messages and steps of the machine, beside the calls that fail. */
export const STORM = {
  messages: { lost: 0.03, doubled: 0.05, late: 0.05 },
  steps: { lost: 0.02, doubled: 0.03 },
  loops: 20,
} as const;

/** One fault at one call. */
export const faultAt =
  (index: number, fault: Fault): NonNullable<WorldProps['faultOf']> =>
  (call) =>
    call.index === index && faultsOf(call).includes(fault) ? fault : undefined;

/** What may go wrong at a call: reading has fewer ways than writing, sleeping has one. */
export function faultsOf(call: { what: string; writes: boolean; repeatable: boolean }): readonly [Fault, ...Fault[]] {
  if (call.what === 'clock.sleep') return ['crash before'];
  const common = ['crash before', 'error before', 'slow'] as const;
  if (!call.writes && !call.repeatable) return common;
  return [...common, 'crash after', 'error after', ...(call.repeatable ? (['doubled'] as const) : [])];
}
