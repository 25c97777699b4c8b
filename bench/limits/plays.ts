import type { Policy } from './baselines.ts';

/** One play of the matrix, as it crosses to a worker process. */
export interface Play {
  readonly kind: 'matrix' | 'killed' | 'two tokens' | 'five requests' | 'baseline';
  readonly policy: 'ours' | Policy;
  readonly seed: number;
  readonly pages: number;
  readonly runs: number;
  readonly factor: number;
}

/** A play and what came of it. */
export interface Result extends Play {
  readonly seconds: number;
  readonly collecting: number;
  readonly requests: number;
  readonly refused: number;
  readonly repeated: number;
  readonly forbidden: number;
  readonly lost: number;
  readonly idleWorkers: number;
  readonly idleLooks: number;
}

export const SIZES = [2000, 4900, 12_000] as const;
export const FACTORS = [0, 0.3, 1] as const;
export const RUNS = [1, 4] as const;
/** Seconds after which a worker is killed. */
export const KILL_AT = 30;
const BASELINES: readonly Policy[] = ['ticker', 'all at once', 'eight workers'];

/** Everything that is played with one seed. */
export function playsOf(seed: number): readonly Play[] {
  const matrix = SIZES.flatMap((pages) =>
    FACTORS.flatMap((factor) => RUNS.map((runs) => ({ seed, pages, runs, factor }))),
  );
  const single = { policy: 'ours', seed, runs: 1, factor: 0 } as const;
  return [
    { ...single, kind: 'five requests', pages: 5 },
    ...SIZES.map((pages): Play => ({ ...single, kind: 'killed', pages })),
    ...[2000, 4900].map((pages): Play => ({ ...single, kind: 'two tokens', pages })),
    ...matrix.map((one): Play => ({ ...one, kind: 'matrix', policy: 'ours' })),
    ...BASELINES.flatMap((policy) => matrix.map((one): Play => ({ ...one, kind: 'baseline', policy }))),
  ];
}
