import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../shared/contract/run.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { runLocally } from '../shared/local/run-locally.ts';
import { systemClock } from '../shared/local/system-clock.ts';
import { plan } from '../shared/pipeline/plan.ts';
import { fillStore, SAMPLE, sampleUrls } from '../shared/sample/fill-store.ts';
import { openLocalRuntime } from './local-runtime.ts';

/** The store of the sample organisation: a folder of its own, so that it is never mixed with what is real. */
export const SAMPLE_STORE = '.sluice-sample';

const SEED = 7;
const HOUR = 3_600_000;

/** Whether a folder holds a store. */
export const holdsStore = (folder: string): boolean => existsSync(join(folder, 'sluice.db'));

/**
 * Makes the sample organisation's year in a folder, by the pipeline that makes everything else: what vendors would have
 * answered is written, then extracted, converted and enriched by a run that asks nobody.
 */
export async function makeSample(folder: string, until = systemClock.now()): Promise<RunReport> {
  const runtime = await openLocalRuntime({
    store: folder,
    used: new Map([...sampleUrls].map(([plugin, url]) => [`${plugin}/${SAMPLE}`, url])),
  });
  try {
    const { ports } = runtime;
    const scopes = await fillStore(ports, { seed: SEED, until: until - (until % HOUR) });
    const head = await plan(ports, {
      trigger: { kind: 'request', key: 'sample' },
      scopes: [...scopes],
      options: { from: 'extract' },
    });
    const failures: unknown[] = [];
    const report = await runLocally(ports, head.run, { onFailure: (cause) => failures.push(cause) });
    if (report) return report;
    throw new InvalidInputError(`the sample could not be made: ${String(failures[0])}`);
  } finally {
    await runtime.close();
  }
}
