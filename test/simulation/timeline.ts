import type { Chance } from './chance.ts';

/** Virtual time: nothing waits, the next moment comes when everybody waits for it. */
export interface Timeline {
  /** Epoch milliseconds. */
  now(): number;
  /** Moments that share a time come in an order that the seed decides. */
  at(time: number, action: () => void): void;
  sleep(milliseconds: number): Promise<void>;
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
    pass: async (isOver, end) => {
      let moments = 0;
      await settled();
      while (!isOver()) {
        const next = heap[0];
        if (!next || next.time > end) break;
        pop(heap);
        now = next.time;
        next.action();
        moments += 1;
        await settled();
      }
      return moments;
    },
  };
}

/** Everybody has gone on as far as they can: microtasks end before this. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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
