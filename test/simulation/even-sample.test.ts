import { expect, test } from 'vitest';
import { evenSample, shuffled } from './even-sample.ts';

const groups = [100, 10, 1_000].map((size, group) => Array.from({ length: size }, (_, i) => `${group}-${i}`));

test.each([1, 8])('every beginning has the same share of each group, but for a stretch of %i', (stretch) => {
  const order = evenSample(groups, { order: 1, stretch });

  for (const share of [0.1, 0.25, 0.5, 0.9]) {
    const played = order.slice(0, Math.round(share * order.length));
    for (const [index, group] of groups.entries()) {
      const count = played.filter((one) => one.startsWith(`${index}-`)).length;
      expect(Math.abs(count - share * group.length), `${share} of group ${index}`).toBeLessThanOrEqual(2 * stretch);
    }
  }
});

test('all come, each once', () => {
  expect(evenSample(groups, { order: 1, stretch: 8 }).toSorted()).toEqual(groups.flat().toSorted());
});

test('what is shuffled is all there, in the same order for the same number', () => {
  const of = groups[0] ?? [];

  expect(shuffled(of, 7)).toEqual(shuffled(of, 7));
  expect(shuffled(of, 8)).not.toEqual(shuffled(of, 7));
  expect(shuffled(of, 7).toSorted()).toEqual(of.toSorted());
});
