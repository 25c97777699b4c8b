import { seeded } from '../../test/simulation/chance.ts';
import { timeline } from '../../test/simulation/timeline.ts';
import { RULES, type TokenLimits, tokenLimits } from './github-limits.ts';

/** What came of a policy that others have. */
export interface Baseline {
  readonly seconds: number;
  readonly requests: number;
  readonly refused: number;
  readonly lost: number;
}

/** How others spend a limit. */
export const policies = ['ticker', 'all at once', 'eight workers'] as const;
export type Policy = (typeof policies)[number];

/** DevLake's share of the limit: `backend/helpers/pluginhelper/api/api_rate_limit_calc.go`. */
const TICKER_SHARE = 0.95;
const TRIES: Readonly<Record<Policy, number>> = { ticker: 5, 'all at once': 8, 'eight workers': 5 };
const MEDIAN = 400;
const SPREAD = 0.4;
const WORKERS = 8;
/** Sockets of one client that begins everything at once. */
const SOCKETS = 256;
const HOUR = 3_600_000;

/** Plays a policy against the same limits: so many requests a run, each run by itself, one token. */
export async function playBaseline(
  policy: Policy,
  given: { seed: number; requests: readonly number[]; factor: number },
): Promise<Baseline> {
  const chance = seeded(given.seed);
  const time = timeline(0, chance);
  const limits = tokenLimits(given.factor);
  const counts = { requests: 0, refused: 0, lost: 0, last: 0 };
  const ask = asking(limits, time, chance, counts);
  const withTries = async (): Promise<void> => {
    for (let attempt = 1; attempt <= TRIES[policy]; attempt += 1) {
      if (await ask()) return;
      await time.sleep((0.5 + chance.next()) * 1000 * 2 ** (attempt - 1));
    }
    counts.lost += 1;
  };
  const run = async (requests: number): Promise<void> => {
    if (policy === 'ticker') {
      const every = HOUR / (RULES.perHour * TICKER_SHARE);
      const all: Promise<void>[] = [];
      for (let i = 0; i < requests; i += 1) {
        all.push(withTries());
        await time.sleep(every);
      }
      await Promise.all(all);
      return;
    }
    let left = requests;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await withTries();
      }
    };
    const count = policy === 'all at once' ? SOCKETS : WORKERS;
    await Promise.all(Array.from({ length: count }, worker));
  };
  let isOver = false;
  const all = Promise.all(given.requests.map(run)).then(() => {
    isOver = true;
  });
  await time.pass(() => isOver, 100 * HOUR);
  await all;
  return { seconds: counts.last / 1000, requests: counts.requests, refused: counts.refused, lost: counts.lost };
}

const asking =
  (
    limits: TokenLimits,
    time: ReturnType<typeof timeline>,
    chance: ReturnType<typeof seeded>,
    counts: { requests: number; refused: number; last: number },
  ) =>
  async (): Promise<boolean> => {
    const normal = Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
    const lasts = MEDIAN * Math.exp(SPREAD * normal);
    await time.sleep(50);
    counts.requests += 1;
    const admission = limits.arrive(time.now(), lasts);
    if (admission.kind === 'refused') {
      counts.refused += 1;
      await time.sleep(55);
      return false;
    }
    await time.sleep(lasts + 50);
    limits.leave();
    counts.last = time.now();
    return true;
  };
