import { expect, test } from 'vitest';
import { systemClock } from '../../shared/local/system-clock.ts';

test('a pause that nobody waits for any more ends at once', async () => {
  const over = new AbortController();
  const hour = systemClock.sleep(3_600_000, over.signal);

  over.abort();

  await expect(hour).resolves.toBeUndefined();
});

test('a pause that is longer than the longest timer does not end at once', async () => {
  const over = new AbortController();
  let ended = false;
  const months = systemClock.sleep(2 ** 33, over.signal).then(() => {
    ended = true;
  });

  await systemClock.sleep(20);

  expect(ended).toBe(false);
  over.abort();
  await months;
});
