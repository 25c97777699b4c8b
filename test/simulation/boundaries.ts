import { faultAt, faultsOf, type Played, play } from './play.ts';
import type { Call, Fault } from './process.ts';
import type { Scenario } from './scenarios.ts';

/** One fault at one call of a scenario that is calm otherwise. */
export interface Boundary {
  readonly index: number;
  readonly what: string;
  readonly fault: Fault;
}

/** Every way in which one call of the scenario may fail, counted in a run without faults. */
export async function boundariesOf(scenario: Scenario, seed: number): Promise<readonly Boundary[]> {
  const calls: Call[] = [];
  await play(scenario, seed, {
    faultOf: (call) => {
      calls.push(call);
      return undefined;
    },
  });
  return calls.flatMap((call) => faultsOf(call).map((fault) => ({ index: call.index, what: call.what, fault })));
}

/** Plays the scenario with one fault. */
export const playBoundary = (scenario: Scenario, seed: number, { index, fault }: Boundary): Promise<Played> =>
  play(scenario, seed, { faultOf: faultAt(index, fault) });
