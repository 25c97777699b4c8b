import { parseCron } from '../../shared/config/cron.ts';
import { nextStart } from '../../shared/config/next-start.ts';
import { blueprints, type Named, type ResourceKind } from '../../shared/config/resources.ts';
import type { LastRun } from '../../shared/pipeline/last-start.ts';
import { grid } from '../say.ts';

/** When a blueprint starts next and what it started last, as the API says it. */
export interface Starts {
  /** ISO 8601; null: not within nine years, or not enabled. */
  readonly nextAt: string | null;
  readonly lastRun: LastRun | null;
}

/** The next start of a blueprint, and the last one of those that are known. */
export function startsOf(blueprint: Named, runs: ReadonlyMap<string, LastRun>, now: number): Starts {
  const { name, cron, zone, enabled } = blueprints.stored.parse(blueprint);
  const next = enabled ? nextStart(parseCron(cron), zone, now) : undefined;
  return { nextAt: next === undefined ? null : new Date(next).toISOString(), lastRun: runs.get(name) ?? null };
}

/** Whether only blueprints are asked for: of them there is more to say than their revision. */
export const areBlueprints = (wanted: readonly ResourceKind<Named>[]): boolean =>
  wanted.every(({ name }) => name === blueprints.name);

/** A line for each blueprint. */
export function startsTable(all: readonly Named[], runs: ReadonlyMap<string, LastRun>, now: number): readonly string[] {
  const cells = all.map((each) => {
    const { name, cron, zone, enabled } = blueprints.stored.parse(each);
    const { nextAt, lastRun } = startsOf(each, runs, now);
    const next = enabled ? (nextAt ?? 'never') : 'paused';
    return [name, cron, zone, next, ...(lastRun ? [lastRun.at, lastRun.run, lastRun.state] : ['never', '', ''])];
  });
  return grid(['name', 'cron', 'zone', 'next start', 'last start', 'run', 'state'], cells);
}
