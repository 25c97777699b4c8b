import { expect, test } from 'vitest';
import { boundariesOf, pairedOf, playSpec } from './play.ts';
import { scenarioNamed } from './scenario-named.ts';

const spec = { scenario: 'retry of what died', size: 'least', seed: 1, mode: 'liveness' } as const;
const scenario = scenarioNamed(spec.scenario);

/** The trace, but for the words by which an error and a crash differ. */
const told = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/ FAULT (error|crash) (before|after)$/, '').replace(/ (failed|died) .*$/, ' ended'));

test('an error that is the end of its process leads to all that a crash at the same call leads to', async () => {
  const pairs = pairedOf(await boundariesOf(scenario, spec)).filter(({ crash }) => crash !== undefined);
  const some = pairs.filter((_, i) => i % Math.ceil(pairs.length / 16) === 0);

  let ended = 0;
  for (const { call, fault, crash = fault } of some) {
    const error = await playSpec(scenario, { ...spec, faults: { call, fault } });
    if (!error.isEndedByError) continue;
    ended += 1;
    const crashed = await playSpec(scenario, { ...spec, faults: { call, fault: crash } });

    expect(told(crashed.trace(10_000)), `${fault} at ${call}`).toEqual(told(error.trace(10_000)));
    expect(crashed.moments).toBe(error.moments);
  }

  expect(ended).toBeGreaterThan(2);
});

test('every boundary is one of a pair, or by itself', async () => {
  const boundaries = await boundariesOf(scenario, spec);

  const paired = pairedOf(boundaries);

  const covered = paired.flatMap(({ call, fault, crash }) => [
    `${call} ${fault}`,
    ...(crash ? [`${call} ${crash}`] : []),
  ]);
  expect(covered.toSorted()).toEqual(boundaries.map(({ call, fault }) => `${call} ${fault}`).toSorted());
});
