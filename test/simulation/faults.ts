import type { Fault } from './process.ts';
import type { WorldProps } from './world.ts';

type FaultOf = NonNullable<WorldProps['faultOf']>;

/** Faults by chance: each call fails in one of the ways that it can. */
export const randomFaults =
  (probability: number): FaultOf =>
  (call, chance) =>
    chance.happens(probability) ? chance.pick(faultsOf(call)) : undefined;

/** What befalls messages and steps of the machine, beside the calls that fail. */
export const STORM = {
  messages: { lost: 0.03, doubled: 0.05, late: 0.05 },
  steps: { lost: 0.02, doubled: 0.03 },
  loops: 20,
} as const;

/** One fault at one call. */
export const faultAt =
  (index: number, fault: Fault): FaultOf =>
  (call) =>
    call.index === index && faultsOf(call).includes(fault) ? fault : undefined;

/** What may go wrong at a call: reading has fewer ways than writing, sleeping has one, a message may be lost. */
export function faultsOf(call: { what: string; writes: boolean; repeatable: boolean }): readonly [Fault, ...Fault[]] {
  if (call.what === 'clock.sleep') return ['crash before'];
  const common = ['crash before', 'error before', 'slow'] as const;
  if (!call.writes && !call.repeatable) return common;
  return [
    ...common,
    'crash after',
    'error after',
    ...(call.repeatable ? (['doubled'] as const) : []),
    ...(call.what === 'queue.send' ? (['lost'] as const) : []),
  ];
}
