import type { PlaySpec } from './play.ts';

/** A play that failed once, and what it found. */
export interface Regression {
  readonly spec: PlaySpec;
  readonly found: string;
}

const storm = (scenario: string, seed: number, faults: number, found: string): Regression => ({
  spec: { scenario, size: 'full', seed, mode: 'liveness', faults },
  found,
});

/**
 * Every seed that failed, played again by a test. A change of a scenario or of the vendor makes another play of an old seed;
 * it stays, because what it found once is found near it.
 */
export const regressions: readonly Regression[] = [
  storm('bad weather', 100, 0.005, '2b731cd: a list was taken for a loop, as its next page had been asked for again'),
  storm('cancel and a new run', 1, 0.005, '21008da: children that are asked once a key were forgotten'),
  storm('cancel and a new run', 9, 0.005, '21008da: what a page from the ask-again list leads to was forgotten'),
  storm('superseded', 201, 0.03, 'b08dfca: a run that was taken over moved its cursors, and had no report'),
  storm('another mapping', 1, 0.005, 'c1260eb: a mapping that changed in mid-run was taken for derived'),
  storm('dead heartbeat', 5033, 0.015, '90ae009: a run whose planning was cut off was never started again'),
  storm('another mapping', 20002, 0.005, '6abb135: a segment that was extracted twice made one convert item twice'),
  storm('another mapping', 20036, 0.005, '6abb135: planning wrote over a mapping that was given meanwhile'),
  storm('another mapping', 40001, 0.005, 'edd527d: planned again, a run claimed the mapping that was given meanwhile'),
  storm('a record in two scopes', 5029, 0.015, '7c0ae33: a shared row was replaced by an older observation'),
  storm('a record in two scopes', 80046, 0.005, '7c0ae33: a shared row was replaced by an older observation'),
  storm(
    'new code in the middle of a run',
    2,
    0.005,
    '2845416: what older code derived was taken for derived by the new one',
  ),
  storm(
    'a run begins while old code still works',
    2,
    0.005,
    '2845416: what older code derived was taken for derived by the new one',
  ),
  {
    spec: { scenario: 'answers break in every way', size: 'small', seed: 2, mode: 'liveness', faults: 0.01 },
    found: 'b75191b: the vendor got a build as drift in a world that has no stream of builds, and the oracle missed it',
  },
  {
    spec: { scenario: 'a label is removed upstream', size: 'small', seed: 13, mode: 'liveness', faults: 0.01 },
    found: 'rows that an attempt wrote before it failed were unchanged to the next one: their scope was not enriched',
  },
  {
    spec: { scenario: 'answers break in every way', size: 'small', seed: 8, mode: 'safety', faults: 0.01 },
    found: 'rows that an attempt wrote before it failed were unchanged to the next one: their scope was not enriched',
  },
  {
    spec: { scenario: 'two dispatchers', size: 'small', seed: 71, mode: 'liveness', faults: 0.01 },
    found: 'a scope that was planned after the others had been enriched was not',
  },
  {
    spec: { scenario: 'a zombie of an older epoch', size: 'small', seed: 142, mode: 'liveness', faults: 0.01 },
    found: 'a superseded run whose items were not yet kept for the next one was finished, and they were forgotten',
  },
  {
    spec: {
      scenario: 'a thing is deleted upstream, and full reads are disturbed',
      size: 'small',
      seed: 45,
      mode: 'liveness',
      faults: 0.01,
    },
    found: 'an attempt that was cut off behind a deletion did not tell the next one who had looked up what is gone',
  },
  {
    spec: {
      scenario: 'windows of time fill while they are read',
      size: 'small',
      seed: 45,
      mode: 'liveness',
      faults: 0.01,
    },
    found: 'a window of time that filled while it was read was not cut again: its end was given by nothing',
  },
];
