/** Seeded chance: the same seed draws the same numbers on every machine. */
export interface Chance {
  /** From 0 (included) to 1 (not). */
  next(): number;
  /** A whole number from 0 to `most` - 1. */
  below(most: number): number;
  happens(probability: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Where it stands: a chance that is put there draws the same from then on. */
  state(): number;
  load(state: number): void;
}

/** Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function seeded(seed: number): Chance {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return {
    next,
    below,
    happens: (probability) => next() < probability,
    pick: (from) => from[below(from.length)] ?? from[0],
    state: () => state,
    load: (from) => {
      state = from;
    },
  };
}
