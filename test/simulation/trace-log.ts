import { createHash, type Hash } from 'node:crypto';

/** What happened in a world, line by line: the last lines, and a hash of all. */
export interface TraceLog {
  add(line: string): void;
  last(lines: number): readonly string[];
  hash(): string;
  /** What it holds now, for `load` of another one. */
  copy(): TraceCopy;
  load(copied: TraceCopy): void;
}

/** A trace at one moment. */
export interface TraceCopy {
  readonly lines: readonly string[];
  readonly hash: Hash;
}

/** A trace that keeps at least so many lines. */
export function makeTrace(kept: number): TraceLog {
  let lines: string[] = [];
  /** Lines that the hash does not know yet: many are hashed at once. */
  let fresh = 0;
  let hash = createHash('sha256');
  const digest = (): void => {
    if (fresh > 0) hash.update(`${lines.slice(-fresh).join('\n')}\n`);
    fresh = 0;
  };
  return {
    add: (line) => {
      lines.push(line);
      fresh += 1;
      if (lines.length < 2 * kept) return;
      digest();
      lines = lines.slice(-kept);
    },
    last: (count) => lines.slice(-count),
    hash: () => {
      digest();
      return hash.copy().digest('hex').slice(0, 16);
    },
    copy: () => {
      digest();
      return { lines: [...lines], hash: hash.copy() };
    },
    load: (copied) => {
      lines = [...copied.lines];
      hash = copied.hash.copy();
      fresh = 0;
    },
  };
}
