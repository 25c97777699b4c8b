import { expect, test } from 'vitest';
import { classify } from '../../../shared/plugins/tapd/classify.ts';

const answer = (status: number, body: string) => ({ url: '', status, headers: {}, body, at: 1_000_000 });

test('an envelope that says 1 is a page', () => {
  expect(classify(answer(200, '{"status":1,"data":[],"info":"success"}'))).toBeUndefined();
  expect(classify(answer(200, '{ "status": "1", "data": [] }'))).toBeUndefined();
  expect(classify(answer(200, '{"data":[],"status":1}'))).toBeUndefined();
});

test('an error comes with status 200 too, and says why', () => {
  expect(classify(answer(200, '{"status":0,"data":"","info":"workspace is busy"}'))).toEqual({
    kind: 'transient',
    reason: 'TAPD says status 0: workspace is busy',
  });
  expect(classify(answer(200, '{"data":[]}'))?.kind).toBe('transient');
});

test('a limit is told in words: both of its numbers are read', () => {
  const words = 'To many requests, api account X! max request rates is 1800req/10min';

  expect(classify(answer(429, `{"status":429,"data":"","info":"${words}"}`))).toEqual({
    kind: 'limit',
    until: 1_060_000,
    secondary: false,
    reason: words,
    told: { amount: 1800, perSeconds: 600 },
  });
  expect(classify(answer(429, words))).toMatchObject({ told: { amount: 1800, perSeconds: 600 } });
});

test('when a proxy tells how long to wait, that holds', () => {
  const told = { ...answer(429, 'slow down'), headers: { 'retry-after': '5' } };

  expect(classify(told)).toMatchObject({ kind: 'limit', until: undefined });
});

test('a limit without numbers halves the rate', () => {
  expect(classify(answer(429, 'slow down'))).toMatchObject({ kind: 'limit', secondary: true, reason: 'slow down' });
});

test.each([401, 404, 422, 500, 502])('what %i means is told by the status', (status) => {
  expect(classify(answer(status, '{"status":0,"info":"no"}'))).toBeUndefined();
});
