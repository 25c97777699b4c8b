import { UnreachableError } from '../../shared/errors.ts';
import type { Chance } from './chance.ts';
import type { Timeline } from './timeline.ts';

/** What may go wrong at one call of a port. `lost`: it is answered, and nothing comes of it. */
export const faults = [
  'crash before',
  'crash after',
  'error before',
  'error after',
  'slow',
  'doubled',
  'lost',
] as const;
export type Fault = (typeof faults)[number];

/** One call of a port, as the one who decides on faults sees it. */
export interface Call {
  /** The how manieth call of the world it is. */
  readonly index: number;
  readonly process: string;
  /** `table.transact`, `vendor.ask`, … */
  readonly what: string;
  readonly writes: boolean;
  /** It may reach the other side twice. */
  readonly repeatable: boolean;
}

/** What a process came to. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly cause: unknown }
  | { readonly kind: 'died' };

/** One call of a function, with its own way to the world. */
export interface Process {
  readonly name: string;
  /** When every call is aborted, epoch milliseconds. */
  readonly abortsAt: number;
  /** Makes a call: its steps take effect one after the other, then it answers with what the last one gave. */
  call<T>(spec: CallSpec<T>): Promise<T>;
}

/** A call: what it does, in steps that are not taken as one. */
export interface CallSpec<T> {
  readonly what: string;
  readonly note?: string;
  readonly writes?: boolean;
  readonly repeatable?: boolean;
  /** Milliseconds of a usual answer, at most. */
  readonly takes: number;
  readonly steps: readonly (() => Promise<unknown>)[];
  readonly answer: () => T;
  /** Milliseconds that pass before anything happens. */
  readonly after?: number;
  /** What is answered instead of an exception. */
  readonly failure?: (reason: string) => T;
}

/** What processes live in. */
export interface Surroundings {
  readonly time: Timeline;
  readonly chance: Chance;
  readonly faultOf: (call: Call) => Fault | undefined;
  readonly log: (process: string, what: string, note: string) => void;
  /** Counts the calls of the world, and the processes whose end a failed call was, with nothing in between. */
  readonly counter: { calls: number; endedByError: number };
}

/** Between the end of a function's calls and its own: as in `shared/lambda/invocation.ts`. */
const MARGIN = 1_500;
const SLOW = [8_000, 40_000, 100_000, 400_000, 2_000_000] as const;

/** Starts a process. It lives until its work is done, it crashes, or its time is up. */
export function start<T>(
  at: Surroundings,
  given: { name: string; seconds: number; work: (process: Process) => Promise<T> },
): Promise<Outcome<T>> {
  const { time, chance } = at;
  const end = time.now() + given.seconds * 1000;
  const abortsAt = end - MARGIN;
  const pending = new Set<() => void>();
  const { promise, resolve } = Promise.withResolvers<Outcome<T>>();
  let isAlive = true;
  /** What the world was when a call failed on purpose. */
  let erred: { readonly at: number; readonly calls: number; readonly chance: number } | undefined;
  const isAsThen = (): boolean =>
    erred?.at === time.now() && erred.calls === at.counter.calls && erred.chance === chance.state();
  const stop = (outcome: Outcome<T>, note: string): void => {
    if (!isAlive) return;
    isAlive = false;
    if (outcome.kind === 'failed' && isAsThen()) at.counter.endedByError += 1;
    at.log(given.name, outcome.kind, note);
    resolve(outcome);
  };

  const call = <A>(spec: CallSpec<A>): Promise<A> =>
    new Promise<A>((resolve, reject) => {
      if (!isAlive) return;
      const { counter } = at;
      counter.calls += 1;
      const index = counter.calls;
      const { what, note = '', writes = false, repeatable = false, takes, steps } = spec;
      const fault = at.faultOf({ index, process: given.name, what, writes, repeatable });
      at.log(given.name, `${index} ${what}`, fault ? `${note} FAULT ${fault}` : note);
      let isOpen = true;
      const fail = (reason: string): void => {
        if (spec.failure) resolve(spec.failure(reason));
        else reject(new UnreachableError(`${what} ${reason}`));
      };
      const abort = (): void => {
        if (!isOpen) return;
        isOpen = false;
        pending.delete(abort);
        at.log(given.name, `${index} aborted`, '');
        fail('was aborted at the deadline');
      };
      const then = (delay: number, action: () => void): void =>
        time.at(time.now() + delay, () => {
          if (isAlive && isOpen) action();
        });
      const answer = (): void => {
        isOpen = false;
        pending.delete(abort);
        if (fault === 'crash after') stop({ kind: 'died' }, `crashed after ${index}`);
        else if (fault === 'error before' || fault === 'error after') {
          erred = { at: time.now(), calls: counter.calls, chance: chance.state() };
          fail(`failed (${fault})`);
        } else {
          try {
            resolve(spec.answer());
          } catch (error) {
            reject(error);
          }
        }
      };
      const all = fault === 'doubled' ? [...steps, ...steps] : steps;
      // A call that fails half-way has done a part of what is not one.
      const partial = fault === 'crash before' || fault === 'error before';
      const none = fault === 'lost' || (partial && steps.length <= 1);
      const count = none ? 0 : partial ? chance.below(steps.length) : all.length;
      const slow = fault === 'slow' ? chance.pick(SLOW) : 0;
      const slowBefore = slow > 0 && chance.happens(0.5) ? slow : 0;
      // Two of a hundred take twenty times as long: no order of calls is a matter of course.
      const draw = () => 1 + chance.next() * (takes / 2) * (chance.happens(0.02) ? 20 : 1);
      let failure: { cause: unknown } | undefined;
      const takeStep = (i: number): void => {
        if (failure) {
          isOpen = false;
          pending.delete(abort);
          reject(failure.cause);
          return;
        }
        if (i < count) {
          all[i]?.().catch((cause: unknown) => {
            failure = { cause };
          });
          then(draw() + (i + 1 === count ? slow - slowBefore : 0), () => takeStep(i + 1));
          return;
        }
        if (fault === 'crash before') stop({ kind: 'died' }, `crashed in ${index}`);
        else answer();
      };
      if (time.now() >= abortsAt) {
        then(1, abort);
        return;
      }
      pending.add(abort);
      then(draw() + slowBefore + (spec.after ?? 0), () => takeStep(0));
    });

  time.at(abortsAt, () => {
    if (isAlive) for (const abort of [...pending]) abort();
  });
  time.at(end, () => stop({ kind: 'died' }, 'time is up'));
  const work = async () => given.work({ name: given.name, abortsAt, call });
  work().then(
    (value) => stop({ kind: 'done', value }, ''),
    (cause: unknown) =>
      stop({ kind: 'failed', cause }, cause instanceof Error ? `${cause.name}: ${cause.message}` : ''),
  );
  return promise;
}
