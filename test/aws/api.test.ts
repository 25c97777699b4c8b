import { beforeAll, expect, test } from 'vitest';
import { compare } from '../targets/differences.ts';
import { documentIn, undocumented, undriven } from '../targets/document.ts';
import { type Driven, drive } from '../targets/drive.ts';
import { startLocal } from '../targets/local-target.ts';
import { startVendors } from '../targets/vendors.ts';
import { apiUrl, emptyTables, readApiKey } from './deployed.ts';

/** A minute on a machine that does nothing else; four on one that does. */
const PATIENCE = 900_000;

let local: Driven;
let deployed: Driven;
beforeAll(async () => {
  await emptyTables();
  await using here = await startVendors();
  await using there = await startVendors();
  await using server = await startLocal();
  const deployment = { name: 'deployed' as const, url: apiUrl, key: await readApiKey() };
  [local, deployed] = await Promise.all([drive(server, here), drive(deployment, there)]);
}, PATIENCE);

test('the deployment answers every route, and as the document says that it serves', () => {
  const document = documentIn(deployed.transcript);
  // API Gateway answers some by itself, in its own words.
  const ours = deployed.transcript.filter(({ answer }) => !/^\{"message": ?"\w+"\}$/.test(answer.text));

  expect(undriven(deployed.transcript, document)).toEqual([]);
  expect(undocumented(ours, document)).toEqual([]);
});

test('the deployment answers what the local server answers', () => {
  const { differing, idle } = compare(local.comparable, deployed.comparable);

  expect(differing.map(([, found]) => found)).toEqual(differing.map(([wanted]) => wanted));
  expect(idle).toEqual([]);
});
