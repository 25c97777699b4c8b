import { expect, test } from 'vitest';
import { retryAfter } from '../../shared/http/retry-after.ts';

const AT = Date.parse('2026-11-15T08:00:00Z');
const DATE = 'Sun, 15 Nov 2026 08:00:00 GMT';

test.each<[header: string | undefined, waitSeconds: number | undefined]>([
  ['0', 0],
  ['1', 1],
  [' 60 ', 60],
  ['1.5', 1.5],
  ['900', 900],
  ['901', 900],
  ['999999999999999999999', 900],
  ['-5', 0],
  ['Sun, 15 Nov 2026 08:00:10 GMT', 10],
  ['Sunday, 15-Nov-26 08:00:10 GMT', 10],
  ['Sun Nov 15 08:00:10 2026', 10],
  ['2026-11-15T08:00:10Z', 10],
  ['Sun, 15 Nov 2026 07:00:00 GMT', 0],
  ['Sun, 15 Nov 2027 08:00:00 GMT', 900],
  ['Sun, 99 Nov 2026 08:00:00 GMT', undefined],
  ['soon', undefined],
  ['soon 1', undefined],
  ['1e9', undefined],
  ['5, 5', undefined],
  ['', undefined],
  [undefined, undefined],
])('retry-after: %s', (header, waitSeconds) => {
  const until = retryAfter(header, DATE, AT);

  expect(until).toBe(waitSeconds === undefined ? undefined : AT + waitSeconds * 1000);
});

test('a date is measured against the vendor’s clock, not ours', () => {
  const until = retryAfter('Sun, 15 Nov 2026 08:00:10 GMT', DATE, AT + 3_600_000);

  expect(until).toBe(AT + 3_600_000 + 10_000);
});
