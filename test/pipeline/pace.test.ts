import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Budget, refuse } from '../../shared/pipeline/budget.ts';
import { paceOf, pacer } from '../../shared/pipeline/pace.ts';
import { quotas as githubQuotas } from '../../shared/plugins/github/quotas.ts';

const NOW = Date.UTC(2026, 2, 1);
const MINUTE = 60_000;
const quotas = githubQuotas({ baseUrl: 'https://api.github.com', anonymous: false });

/** Sends as a worker does: so many at one time, each lasting as long as is drawn. Answers when the vendor saw them. */
function send(count: number, lasting: readonly number[], budget = Budget.parse({})): readonly number[] {
  const pace = paceOf(budget, quotas, NOW);
  if (!pace) throw new TypeError('there is no pace');
  const paced = pacer(pace, budget);
  const seen: number[] = [];
  const underWay: { sentAt: number; endsAt: number }[] = [];
  let now = NOW;
  for (let i = 0; i < count; i += 1) {
    const from = paced.reserve(now);
    now = Math.max(now, underWay.length < 32 ? now : Math.min(...underWay.map(({ endsAt }) => endsAt)));
    const sentAt = Math.max(now, from);
    for (const one of underWay.filter(({ endsAt }) => endsAt <= sentAt)) {
      paced.answered(one.sentAt, one.endsAt);
      underWay.splice(underWay.indexOf(one), 1);
    }
    const lasts = lasting[i % lasting.length] ?? 1;
    // It is counted somewhere between its sending and its answer.
    seen.push(sentAt + ((i * 7919) % 100) * 0.01 * lasts);
    underWay.push({ sentAt, endsAt: sentAt + lasts });
    now = sentAt;
  }
  return seen.toSorted((a, b) => a - b);
}

const mostInAMinute = (seen: readonly number[]): number =>
  Math.max(...seen.map((at, i) => seen.slice(i).filter((other) => other < at + MINUTE).length));

test('however long answers take, no minute holds more than is allowed', () => {
  const lasting = fc.array(fc.integer({ min: 20, max: 8000 }), { minLength: 1, maxLength: 40 });

  fc.assert(
    fc.property(lasting, (milliseconds) => {
      expect(mostInAMinute(send(2000, milliseconds))).toBeLessThanOrEqual(900);
    }),
    { numRuns: 25 },
  );
});

test('a minute is used: two thousand requests take little more than two of them', () => {
  const seen = send(2000, [400]);

  expect((seen.at(-1) ?? 0) - NOW).toBeLessThan(2.2 * MINUTE);
});

test('what the last worker sent is in the minute of the next one', () => {
  const sent: [number, number][] = [[NOW / 1000 - 20, 800]];
  const busy: [number, number][] = [[NOW / 1000 - 20, 320_000]];

  const seen = send(300, [400], Budget.parse({ sent, busy }));

  expect(seen.filter((at) => at < NOW + 40_000).length).toBeLessThanOrEqual(100);
});

test('a token that was refused is spent evenly', () => {
  const seen = send(30, [400], Budget.parse({ factor: 0.5, ceiling: 1, factorAt: NOW }));

  const gaps = seen.slice(1).map((at, i) => at - (seen[i] ?? 0));
  expect(Math.min(...gaps.map((gap) => Math.round(gap)))).toBeGreaterThan(0);
  expect((seen.at(-1) ?? 0) - NOW).toBeGreaterThan(3_000);
});

test('without a known limit there is no pace', () => {
  expect(paceOf(Budget.parse({}), { concurrency: 8 }, NOW)).toBeUndefined();
});

test('what the vendor told of its limit when it refused is what is sent, for a day', () => {
  const told = { amount: 1800, perSeconds: 600 };
  const refusal = { now: NOW, until: NOW + MINUTE, secondary: false, quotas, told };

  const budget = refuse(Budget.parse({}), refusal);

  expect(budget.blockedUntil).toBe(NOW + MINUTE);
  expect(paceOf(budget, quotas, NOW)).toMatchObject({ limit: 178, windowMilliseconds: MINUTE });
  expect(paceOf(budget, quotas, NOW + 24 * 60 * MINUTE)?.limit).toBe(paceOf(Budget.parse({}), quotas, NOW)?.limit);
});
