import { withOwnMetrics } from '../../config/own-metrics.ts';
import type { Definitions } from '../../metrics/read-definitions.ts';
import type { ClockPort, TablePort } from '../../pipeline/ports.ts';

/** The metrics that come with Sluice, and those that a user configured: read for each request, so that a new one is there at once. */
export const allDefinitions = async (
  theirs: Definitions,
  ports: { readonly table: TablePort; readonly clock: ClockPort },
): Promise<Definitions> => ({ ...theirs, metrics: await withOwnMetrics(theirs.metrics, ports) });
