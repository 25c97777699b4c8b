import * as z from 'zod';
import { parseCron } from '../../config/cron.ts';
import { nextStart } from '../../config/next-start.ts';
import type { Blueprint, Named } from '../../config/resources.ts';
import { RunState } from '../../contract/run.ts';
import { lastRuns } from '../../pipeline/last-start.ts';
import type { ApiPorts } from '../app.ts';

/** What a list shows of each resource besides what was configured. */
export interface Shown<T extends Named> {
  readonly schema: z.ZodType;
  of(resources: readonly T[]): Promise<ReadonlyMap<string, object>>;
}

/** When a blueprint starts next, and what it started last. */
export const Starts = z.object({
  nextAt: z
    .string()
    .nullable()
    .meta({ description: 'when it starts next; null: not within nine years, or not enabled' }),
  lastRun: z
    .object({ run: z.string(), at: z.string(), state: RunState })
    .nullable()
    .meta({ description: 'what its schedule started last, for which time' }),
});

/** The next and the last start of blueprints. */
export const starts = ({ table, clock }: Pick<ApiPorts, 'table' | 'clock'>): Shown<Blueprint> => ({
  schema: Starts,
  of: async (blueprints) => {
    const runs = await lastRuns(table);
    const now = clock.now();
    return new Map(
      blueprints.map((each) => [each.name, { nextAt: nextAt(each, now), lastRun: runs.get(each.name) ?? null }]),
    );
  },
});

/** The next start of a blueprint, ISO 8601. */
export function nextAt({ cron, zone, enabled }: Blueprint, now: number): string | null {
  const at = enabled ? nextStart(parseCron(cron), zone, now) : undefined;
  return at === undefined ? null : new Date(at).toISOString();
}
