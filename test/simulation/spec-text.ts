import type { PlaySpec } from './play.ts';

/** The arguments of `npm run simulate` that play a spec again. */
export function argumentsOf({ scenario, size, seed, mode, faults }: PlaySpec): string {
  const common = `--scenario ${JSON.stringify(scenario)} --size ${size} --from ${seed}`;
  if (typeof faults === 'object') return `${common} --at "${faults.call}:${faults.fault}"`;
  return `${common} --mode ${mode} --faults ${faults ?? 0} --seeds 1`;
}

/** A spec as it stands among the regressions. */
export function specText({ scenario, size, seed, mode, faults }: PlaySpec): string {
  const fault = typeof faults === 'object' ? `{ call: ${faults.call}, fault: '${faults.fault}' }` : String(faults);
  return `{ scenario: '${scenario}', size: '${size}', seed: ${seed}, mode: '${mode}', faults: ${fault} }`;
}
