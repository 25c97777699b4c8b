import type { MachinePort } from './ports.ts';
import { sweep } from './sweep.ts';
import { type SweepObjectsPorts, type SweptObjects, sweepObjects } from './sweep-objects.ts';

/** How long one call marks objects, in milliseconds: the rest of its minutes is for what is under way. */
const MARKING = 60_000;

/** Restarts runs whose heart has stopped, then goes on with marking objects; a run that never ends does not keep it from that. */
export async function sweepAll(
  ports: SweepObjectsPorts & { readonly machine: MachinePort },
): Promise<{ restarted: readonly string[]; objects: SweptObjects }> {
  const [runs] = await Promise.allSettled([sweep(ports)]);
  const objects = await sweepObjects(ports, { until: ports.clock.now() + MARKING });
  if (runs.status === 'rejected') throw runs.reason;
  return { restarted: runs.value, objects };
}
