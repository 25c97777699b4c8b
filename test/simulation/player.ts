import { parentPort } from 'node:worker_threads';
import type { Batch, Told } from './crew.ts';
import { type PlaySpec, playSpec } from './play.ts';
import { scenarioNamed } from './scenario-named.ts';

const TRACE_LINES = 80;

/** Plays one spec; what is thrown is a violation like any other. */
async function told(spec: PlaySpec, withTrace: boolean): Promise<Told> {
  try {
    const { violations, hash, calls, moments, trace } = await playSpec(scenarioNamed(spec.scenario), spec);
    const lines = withTrace || violations.length > 0 ? trace(TRACE_LINES) : [];
    return { spec, violations, hash, calls, moments, trace: lines };
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { spec, violations: [`thrown: ${reason}`], hash: '', calls: 0, moments: 0, trace: [] };
  }
}

parentPort?.on('message', async ({ specs, withTrace }: Batch) => {
  const results: Told[] = [];
  for (const spec of specs) results.push(await told(spec, withTrace));
  parentPort?.postMessage(results);
});
