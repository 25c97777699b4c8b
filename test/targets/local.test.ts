import { beforeAll, expect, test } from 'vitest';
import { documentIn, undocumented, undriven } from './document.ts';
import { type Driven, drive } from './drive.ts';
import { startLocal } from './local-target.ts';
import { startVendors } from './vendors.ts';

let driven: Driven;
beforeAll(async () => {
  await using vendors = await startVendors();
  await using local = await startLocal();
  driven = await drive(local, vendors);
});

test('the local server answers everything as its users expect', () => {
  const failed = driven.transcript.filter(({ answer, expected }) => answer.status !== expected);

  expect(failed.map(({ what, answer, expected }) => `${what}: ${answer.status}, not ${expected}`)).toEqual([]);
  expect(driven.transcript.length).toBeGreaterThan(300);
});

test('every route of the document is driven', () => {
  const document = documentIn(driven.transcript);

  expect(undriven(driven.transcript, document)).toEqual([]);
  const without = driven.transcript.filter(({ operation }) => operation !== 'GET /plugins/{plugin}');
  expect(undriven(without, document)).toEqual(['GET /plugins/{plugin}']);
});

test('every answer is of a status, a media type and a shape that the document names', () => {
  const document = documentIn(driven.transcript);

  expect(undocumented(driven.transcript, document)).toEqual([]);
});
