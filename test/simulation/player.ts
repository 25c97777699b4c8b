import { parentPort } from 'node:worker_threads';
import type { Batch, Told } from './crew.ts';
import { type PlaySpec, playSpec } from './play.ts';
import { scenarioNamed } from './scenario-named.ts';

const TRACE_LINES = 80;

/** Plays one spec, and the crash beside it where it is another play; what is thrown is a violation like any other. */
async function told(spec: PlaySpec, withTrace: boolean, isBeside = false): Promise<readonly Told[]> {
  try {
    const played = await playSpec(scenarioNamed(spec.scenario), spec);
    const { violations, hash, calls, moments, trace } = played;
    const lines = withTrace || violations.length > 0 ? trace(TRACE_LINES) : [];
    const one: Told = { spec, violations, hash, calls, moments, isBeside, trace: lines };
    const crash = typeof spec.faults === 'object' && !played.isEndedByError ? spec.faults.crash : undefined;
    if (crash === undefined || typeof spec.faults !== 'object') return [one];
    const beside = { ...spec, faults: { call: spec.faults.call, fault: crash } };
    return [one, ...(await told(beside, withTrace, true))];
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ spec, violations: [`thrown: ${reason}`], hash: '', calls: 0, moments: 0, isBeside, trace: [] }];
  }
}

parentPort?.on('message', async ({ specs, withTrace }: Batch) => {
  const results: Told[] = [];
  for (const spec of specs) results.push(...(await told(spec, withTrace)));
  parentPort?.postMessage(results);
});
