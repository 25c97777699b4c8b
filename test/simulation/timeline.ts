import type { Chance } from './chance.ts';

/** Virtual time: nothing waits, the next moment comes when everybody waits for it. */
export interface Timeline {
  /** Epoch milliseconds. */
  now(): number;
  /** Moments that share a time come in an order that the seed decides. */
  at(time: number, action: () => void): void;
  sleep(milliseconds: number): Promise<void>;
  /** Nothing that was to come will, and it is this late. */
  restart(time: number): void;
  /** Lets time pass until it is over, nothing is left to come, or the end is reached. Answers how many moments passed. */
  pass(isOver: () => boolean, end: number): Promise<number>;
}

interface Moment {
  readonly time: number;
  readonly order: number;
  readonly action: () => void;
}

const isBefore = (a: Moment, b: Moment): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

/** Time that begins at `start`. */
export function timeline(start: number, chance: Chance): Timeline {
  let now = start;
  const heap: Moment[] = [];
  const at = (time: number, action: () => void): void => {
    push(heap, { time: Math.max(Math.ceil(time), now), order: chance.next(), action });
  };
  return {
    now: () => now,
    at,
    sleep: (milliseconds) => new Promise((resolve) => at(now + Math.max(0, milliseconds), resolve)),
    restart: (time) => {
      heap.length = 0;
      now = time;
    },
    pass: (isOver, end) =>
      new Promise((resolve, reject) => {
        let moments = 0;
        let hasEnded = false;
        const takeOne = (): void => {
          if (hasEnded) return;
          const next = heap[0];
          if (isOver() || !next || next.time > end) {
            hasEnded = true;
            resolve(moments);
            return;
          }
          pop(heap);
          now = next.time;
          moments += 1;
          try {
            next.action();
          } catch (error) {
            hasEnded = true;
            reject(error);
          }
        };
        const takeSome = (): void => {
          if (hasEnded) return;
          for (let i = 0; i < AT_ONCE; i += 1) setImmediate(takeOne);
          setImmediate(takeSome);
        };
        takeSome();
      }),
  };
}

/**
 * Between two immediates everybody goes on as far as they can: all microtasks run. Many are put down at once, because
 * each turn of the event loop looks at the operating system, which costs more than a moment.
 */
const AT_ONCE = 64;

function push(heap: Moment[], moment: Moment): void {
  let i = heap.push(moment) - 1;
  for (let up = (i - 1) >> 1; i > 0; i = up, up = (i - 1) >> 1) {
    const above = heap[up];
    if (!above || !isBefore(moment, above)) break;
    heap[i] = above;
    heap[up] = moment;
  }
}

function pop(heap: Moment[]): void {
  const last = heap.pop();
  if (heap.length === 0 || !last) return;
  heap[0] = last;
  for (let i = 0; ; ) {
    const [left, right] = [2 * i + 1, 2 * i + 2];
    const [a, b] = [heap[left], heap[right]];
    const low = b && a && isBefore(b, a) ? right : left;
    const below = heap[low];
    if (!below || !isBefore(below, last)) return;
    heap[low] = last;
    heap[i] = below;
    i = low;
  }
}
