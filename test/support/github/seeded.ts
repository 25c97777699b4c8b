import { createHash } from 'node:crypto';

/** A number from 0 up to `below`, the same for the same seed and name on every machine. */
export function pick(seed: string, below: number): number {
  // FNV-1a: cheap enough to make 100,000 issues while a client waits.
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i += 1) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % below;
}

/** A commit's hash. */
export const sha = (seed: string): string => createHash('sha1').update(seed).digest('hex');

const WORDS = 'orchard apple pear plum pruning ladder basket harvest blossom graft root soil frost cider bee'.split(
  ' ',
);

/** A sentence of so many words. */
export const words = (seed: string, count: number): string =>
  Array.from({ length: count }, (_, i) => WORDS[pick(`${seed} ${i}`, WORDS.length)]).join(' ');
