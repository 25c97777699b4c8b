import type { ClockPort, TablePort } from '../pipeline/ports.ts';
import { configStore } from './config-store.ts';
import { type Metric, metrics } from './resources.ts';

/** A metric as `shared/metrics` has it. */
export interface OwnMetric extends Omit<Metric, 'values' | 'graceHours'> {
  readonly values: { name: string; unit: string }[];
  readonly grace: number;
}

/** A user's metric in the form of those that come with Sluice. */
export function ownMetric({ values, graceHours, sql, ...header }: Metric): OwnMetric {
  return {
    ...header,
    values: values.map((text) => {
      const [name = '', unit = ''] = text.split(' ');
      return { name, unit };
    }),
    grace: graceHours,
    // As the parser of files leaves it: a comment at its end would swallow what is put behind it.
    sql: `${sql.trim().replace(/;\s*$/, '')}\n`,
  };
}

/** The metrics that there are with those that a user configured; what comes with Sluice keeps its meaning. */
export async function withOwnMetrics<M>(
  theirs: ReadonlyMap<string, M>,
  ports: { readonly table: TablePort; readonly clock: ClockPort },
): Promise<ReadonlyMap<string, M | OwnMetric>> {
  const all = new Map<string, M | OwnMetric>(theirs);
  for (const own of await configStore(ports).list(metrics))
    if (!theirs.has(own.name)) all.set(own.name, ownMetric(metrics.stored.parse(own)));
  return all;
}
