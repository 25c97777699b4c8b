import { expect, test } from 'vitest';
import { observeQuota } from '../../shared/http/observe-quota.ts';
import type { Quota, QuotaHeaders } from '../../shared/plugin-sdk/quota.ts';

const AT = Date.parse('2026-11-15T08:00:00Z');
const quota = (resetAs: QuotaHeaders['resetAs']): Quota => ({
  name: 'core',
  amount: 5000,
  perSeconds: 3600,
  headers: { limit: 'X-Limit', remaining: 'x-remaining', reset: 'x-reset', resetAs },
});
const headers = (limit: string, remaining: string, reset: string) => ({
  'x-limit': limit,
  'x-remaining': remaining,
  'x-reset': reset,
});
const inTenMinutes = String(AT / 1000 + 600);

test.each<[resetAs: QuotaHeaders['resetAs'], reset: string]>([
  ['epochSeconds', inTenMinutes],
  ['secondsFromNow', '600'],
  ['isoTime', new Date(AT + 600_000).toISOString()],
])('a reset told as %s is a time', (resetAs, reset) => {
  expect(observeQuota(headers('5000', '0', reset), quota(resetAs), AT)).toEqual({
    limit: 5000,
    remaining: 0,
    resetAt: AT + 600_000,
  });
});

test.each([
  ['no headers', {}],
  ['limits that are off', headers('0', '0', inTenMinutes)],
  ['no number', headers('5000', 'many', inTenMinutes)],
  ['a negative remainder', headers('5000', '-1', inTenMinutes)],
  ['more left than there is', headers('10', '11', inTenMinutes)],
  ['a reset at the epoch', headers('5000', '1', '0')],
  ['a reset in milliseconds', headers('5000', '1', String(AT + 600_000))],
  ['two values', headers('5000', '1, 2', inTenMinutes)],
])('%s: no observation', (_title, nonsense) => {
  expect(observeQuota(nonsense, quota('epochSeconds'), AT)).toBeUndefined();
});

test('a quota that is not reported is not observed', () => {
  const silent: Quota = { name: 'core', amount: 1, perSeconds: 60 };

  expect(observeQuota(headers('5000', '1', inTenMinutes), silent, AT)).toBeUndefined();
  expect(observeQuota(headers('5000', '1', inTenMinutes), undefined, AT)).toBeUndefined();
});

test("a reset told by a clock that is minutes from ours is as far from the answer's date as it says", () => {
  const theirs = AT - 300_000;
  const told = { ...headers('5000', '0', String(theirs / 1000 + 600)), date: new Date(theirs).toUTCString() };

  expect(observeQuota(told, quota('epochSeconds'), AT)?.resetAt).toBe(AT + 600_000);
});
