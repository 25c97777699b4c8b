import { describe, expect, test } from 'vitest';
import { addSent, Budget, expire, factorAt, observe, refuse, settle, take } from '../../shared/pipeline/budget.ts';
import { offer } from '../../shared/pipeline/offer.ts';
import { quotas as githubQuotas } from '../../shared/plugins/github/quotas.ts';

const NOW = Date.UTC(2026, 2, 1);
const HOUR = 3_600_000;
const quotas = githubQuotas({ baseUrl: 'https://api.github.com', anonymous: false });
const fresh = Budget.parse({});
const want = (run: string, now = NOW, more: { requests?: number; share?: number } = {}) => ({
  run,
  grant: `${run} ${now}`,
  now,
  until: now + 30_000,
  quotas,
  share: 0,
  requests: 500,
  ...more,
});
const granted = (offered: ReturnType<typeof offer>): { slice: number; budget: Budget } => {
  if (offered.kind !== 'grant') throw new TypeError(offered.reason);
  return offered;
};
const taken = (budget: Budget, grant: string, endsAt: number, until = NOW + 60_000): Budget =>
  take(budget, grant, { by: grant, until, endsAt }) ?? budget;
const sentIn = (second: number, count: number, milliseconds = 400) => ({
  sent: new Map([[second, count]]),
  busy: new Map([[second, count * milliseconds]]),
});

describe('one worker spends a token at a time', () => {
  test('a grant that nobody has taken keeps the token', () => {
    const { budget } = granted(offer(fresh, want('a')));

    expect(offer(budget, want('a', NOW + 1000)).kind).toBe('wait');
  });

  test('the next grant is made when the last one is about to end, and there is one of it', () => {
    const first = granted(offer(fresh, want('a')));
    const spending = taken(first.budget, `a ${NOW}`, NOW + 10_000);

    expect(offer(spending, want('a', NOW + 2000)).kind).toBe('wait');
    const next = granted(offer(spending, want('a', NOW + 8000)));
    expect(next.budget.grant?.id).toBe(`a ${NOW}`);
    expect(next.budget.next?.id).toBe(`a ${NOW + 8000}`);
    expect(offer(next.budget, want('a', NOW + 9000)).kind).toBe('wait');
  });

  test('the next grant is spent only when the last one has ended', () => {
    const spending = taken(granted(offer(fresh, want('a'))).budget, `a ${NOW}`, NOW + 1000);
    const both = taken(granted(offer(spending, want('a', NOW + 500))).budget, `a ${NOW + 500}`, NOW + 9000);

    const after = settle(both, `a ${NOW}`, { isGood: true, speed: null });

    expect(both.grant?.by).toBe(`a ${NOW}`);
    expect(after).toMatchObject({ grant: { by: `a ${NOW + 500}` }, next: null });
  });

  test('a second delivery of a message takes nothing', () => {
    const spending = taken(granted(offer(fresh, want('a'))).budget, `a ${NOW}`, NOW + 1000);

    expect(take(spending, `a ${NOW}`, { by: 'another', until: NOW + 60_000, endsAt: 0 })).toBeUndefined();
  });
});

describe('what a dead worker may have spent', () => {
  const observed = (remaining: number) => observe(fresh, { limit: 5000, remaining, resetAt: NOW + HOUR });
  const died = () => {
    const first = granted(offer(observed(300), want('a', NOW, { requests: 200 })));
    return { slice: first.slice, budget: expire(taken(first.budget, `a ${NOW}`, 0), NOW + 60_000) };
  };

  test('is taken off the rest of the window', () => {
    const { slice, budget } = died();

    expect(granted(offer(budget, want('a', NOW + 120_000))).slice).toBe(300 - slice);
  });

  test('is told by the first answer after it', () => {
    const { budget } = died();

    const told = observe(budget, { limit: 5000, remaining: 280, resetAt: NOW + HOUR });

    expect(told.lost).toBe(0);
    expect(granted(offer(told, want('a', NOW + 120_000))).slice).toBeGreaterThan(200);
  });

  test('is over with the window', () => {
    const { budget } = died();

    expect(expire(budget, NOW + HOUR + 1000).lost).toBe(0);
  });

  test('counts in the minute in which it can have been sent last', () => {
    const { slice, budget } = died();

    expect(budget.sent.reduce((sum, [, count]) => sum + count, 0)).toBe(slice);
    expect(budget.sent.every(([second]) => second * 1000 === NOW + 40_000)).toBe(true);
  });

  test('is nothing when nobody had taken the grant', () => {
    const { budget } = granted(offer(fresh, want('a')));

    expect(expire(budget, NOW + 30_000)).toMatchObject({ grant: null, lost: 0, sent: [] });
  });
});

describe('runs that share a token', () => {
  test('take turns with equal slices', () => {
    let budget: Budget = { ...fresh, wanted: { a: NOW, b: NOW, c: NOW } };
    const slices: Record<string, number> = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < 12; i += 1) {
      const now = NOW + i * 10_000;
      for (const run of ['a', 'b', 'c']) {
        const offered = offer({ ...budget, wanted: { a: now, b: now, c: now } }, want(run, now));
        if (offered.kind === 'wait') continue;
        slices[run] = (slices[run] ?? 0) + offered.slice;
        budget = settle(offered.budget, `${run} ${now}`, { isGood: true, speed: null });
      }
    }

    expect(new Set(Object.values(slices)).size).toBe(1);
    expect(slices.a).toBeGreaterThan(0);
  });
});

describe('what is left of a window', () => {
  test('is spent but for the share that is kept for people', () => {
    const seen = observe(fresh, { limit: 5000, remaining: 260, resetAt: NOW + HOUR });

    expect(granted(offer(seen, want('a', NOW, { share: 0.05 }))).slice).toBe(10);
    expect(granted(offer(seen, want('a', NOW))).slice).toBeGreaterThan(200);
  });

  test('is waited for to its reset when it is spent', () => {
    const seen = observe(fresh, { limit: 5000, remaining: 0, resetAt: NOW + HOUR });

    expect(offer(seen, want('a'))).toMatchObject({ kind: 'wait', until: NOW + HOUR + 1000 });
    expect(offer(seen, want('a', NOW + HOUR + 1000)).kind).toBe('grant');
  });

  test('is waited for in the trailing minute when that is full', () => {
    const full = addSent(fresh, sentIn(NOW / 1000 - 10, 891), NOW);

    const offered = offer(full, want('a'));

    expect(offered).toMatchObject({ kind: 'wait' });
    expect(offered.kind === 'wait' && offered.until).toBeGreaterThan(NOW + 45_000);
    expect(offered.kind === 'wait' && offered.until).toBeLessThanOrEqual(NOW + 51_000);
  });
});

describe('after a secondary limit', () => {
  const refused = (count: number) =>
    refuse(addSent(fresh, sentIn(NOW / 1000 - 5, count), NOW), { now: NOW, until: undefined, secondary: true, quotas });

  test('half of what was borne is sent', () => {
    expect(factorAt(refused(450), NOW)).toBe(0.25);
    expect(factorAt(refused(900), NOW)).toBe(0.5);
  });

  test('nothing is sent for a minute when no time was told', () => {
    expect(offer(refused(450), want('a'))).toMatchObject({ kind: 'wait', until: NOW + 60_000 });
  });

  test('the rate climbs back, slowly where it was refused', () => {
    const after = refused(450);
    const at = (minutes: number) => factorAt(after, NOW + minutes * 60_000);

    expect(at(2)).toBeCloseTo(0.35);
    expect(at(4)).toBeCloseTo(0.45);
    expect(at(6)).toBeLessThan(0.47);
    expect(at(120)).toBe(1);
  });

  test('a refusal within the same minute does not halve again', () => {
    const again = refuse(refused(450), { now: NOW + 30_000, until: undefined, secondary: true, quotas });

    expect(again.factor).toBe(0.25);
    expect(again.blockedUntil).toBeGreaterThan(NOW + 60_000);
  });
});
