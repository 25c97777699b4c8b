import type { Goal } from '../page.ts';
import type { IdleCharge } from './idle.ts';
import { withoutSecrets } from './idle.ts';
import { type Measured, perMillion, type Runs } from './scenario.ts';

/** The counts that do not depend on the machine: tests hold them, too. */
export interface Counts {
  readonly transitions: number;
  readonly transitionsAllowed: number;
  readonly sqsAPage: number;
  readonly putsAPage: number;
  readonly recordWrites: number;
}

/** State transitions, requests to queues and objects put, of one run. */
export function countsOf({ used, pages }: Measured): Counts {
  const rows = used.under('rows put into domain ');
  return {
    transitions: used.get('transitions'),
    transitionsAllowed: 20 + 3 * used.get('run minutes'),
    sqsAPage: (used.get('sqs sends') + used.get('sqs receives and deletes')) / pages,
    putsAPage: used.get('s3 PUT') / pages,
    recordWrites: rows.reduce((sum, [, count]) => sum + count, 0),
  };
}

const dollars = (amount: number): string => `$${amount.toFixed(amount < 0.1 ? 3 : 2)}`;

/** At most so many dollars. */
const atMost = (promise: string, most: number, measured: number): Goal => ({
  promise: `${promise}: at most ${dollars(most)}`,
  measured: measured <= most ? dollars(measured) : `${dollars(measured)}, ${dollars(measured - most)} too much`,
  kept: measured <= most,
});

/** The promises of the issue, and what came of them. */
export function goalsOf(runs: Runs, idle: readonly IdleCharge[]): readonly Goal[] {
  const [first, same, changed] = [runs.first, runs.same, runs.changed].map(perMillion);
  const naive = perMillion(runs.naive);
  const all = [runs.first, runs.same, runs.changed].map(countsOf);
  const most = (of: (counts: Counts) => number): number => Math.max(...all.map(of));
  const writes = countsOf(runs.same).recordWrites;
  return [
    atMost('a million records, first load', 0.8, first ?? 0),
    {
      promise: 'the first load is at least 5 times cheaper than naively',
      measured: `${(naive / (first ?? 1)).toFixed(1)} times (${dollars(naive)})`,
      kept: naive / (first ?? 1) >= 5,
    },
    atMost('a million records, resync, 5 % changed', 0.2, changed ?? 0),
    atMost('the same, as a prize', 0.06, changed ?? 0),
    atMost('a million records, resync, 0 % changed', 0.15, same ?? 0),
    atMost('the same, as a prize', 0.01, same ?? 0),
    { promise: 'record writes when nothing has changed: none', measured: String(writes), kept: writes === 0 },
    {
      promise: 'state transitions of a run: at most 20 and 3 a minute',
      measured: `${most(({ transitions }) => transitions)}, ${Math.min(...all.map((of) => of.transitionsAllowed)).toFixed(0)} allowed`,
      kept: all.every((of) => of.transitions <= of.transitionsAllowed),
    },
    {
      promise: 'SQS requests: at most 0.15 a page',
      measured: most(({ sqsAPage }) => sqsAPage).toFixed(3),
      kept: most(({ sqsAPage }) => sqsAPage) <= 0.15,
    },
    {
      promise: 'S3 PUTs: at most 0.1 a page',
      measured: most(({ putsAPage }) => putsAPage).toFixed(3),
      kept: most(({ putsAPage }) => putsAPage) <= 0.1,
    },
    atMost('idle, a month, without $0.40 for each secret', 1.5, withoutSecrets(idle)),
  ];
}
