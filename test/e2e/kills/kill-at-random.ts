import { setTimeout as wait } from 'node:timers/promises';
import { pick } from '../../support/github/seeded.ts';
import type { Ended } from '../../support/sluice.ts';
import type { Life } from './life.ts';

/** How much a command does when nobody kills it. */
export interface Extent {
  readonly milliseconds: number;
  readonly writes: number;
}

/** The part of a command in which it is killed: the rest is left for the next kill. */
const PART = 0.6;
/** Before this the process only loads its code. */
const LOADING_MILLISECONDS = 250;

/**
 * Gives a command and kills it with SIGKILL: every other time at a write, before or after it took place, which is the
 * same write for the same seed, and otherwise at any moment. It may have ended before.
 */
export async function killAtRandom(
  life: Life,
  command: readonly string[],
  { writes, milliseconds }: Extent,
  seed: string,
): Promise<Ended> {
  if (pick(`${seed} way`, 2) === 0) {
    const DIE_AT = String(1 + pick(`${seed} write`, Math.ceil(writes * PART)));
    return life.start(command, { DIE_AT, DIE_WHEN: pick(`${seed} when`, 2) === 0 ? 'before' : 'after' }).ended;
  }
  const { child, ended } = life.start(command, {});
  const moment = LOADING_MILLISECONDS + pick(`${seed} moment`, Math.ceil(milliseconds * PART));
  await Promise.race([wait(moment), ended]);
  child.kill('SIGKILL');
  return ended;
}
