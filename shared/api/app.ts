import type { Definitions } from '../metrics/read-definitions.ts';
import type { ClockPort, MachinePort, ObjectPort, SchedulePort, TablePort } from '../pipeline/ports.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import { type Api, appOf } from './app-of.ts';
import { keyRoutes } from './auth/keys.ts';
import { blueprintRoutes } from './config/blueprints.ts';
import { connectionRoutes, type SecretsPort, type VendorPorts } from './config/connections.ts';
import { previewRoutes } from './config/preview.ts';
import { resourceRoutes } from './config/resources.ts';
import { dataRoutes } from './data/data.ts';
import { lineageRoutes } from './data/lineage.ts';
import { parquetRoutes } from './data/parquet.ts';
import type { Spool } from './data/spooled.ts';
import { tableRoutes } from './data/tables.ts';
import { graphiteRoutes } from './graphite/routes.ts';
import type { LakeReader } from './lake/lake.ts';
import { metricRoutes } from './lake/metrics.ts';
import { sqlRoutes } from './lake/sql.ts';
import { meRoutes } from './me.ts';
import { openApiRoutes } from './openapi.ts';
import { pluginRoutes } from './plugins.ts';
import type { Route } from './route.ts';
import { logRoutes } from './run-log.ts';
import { runRoutes } from './runs.ts';
import { syncedRoutes } from './synced.ts';

/** What the API works with. */
export interface ApiPorts {
  /** Whole ones, or their heads: what a plugin lacks here cannot be done here. */
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
  readonly machine: MachinePort;
  /** Schedules of blueprints; without them, whoever serves the API looks at the clock. */
  readonly schedules?: SchedulePort;
  readonly clock: ClockPort;
  /** Asks vendors at once. */
  readonly vendors?: VendorPorts;
  /** Answers SQL and, with the definitions, metrics. */
  readonly lake?: LakeReader;
  readonly metrics?: Definitions;
  readonly secrets?: SecretsPort;
  /** The lines of a run's log. @throws NotFoundError */
  readonly logs?: (run: string, item?: string) => AsyncIterable<string>;
  /** Where a response cannot be streamed: puts what is large somewhere, and answers the address. */
  readonly spool?: Spool;
  /** What a SELECT of ours (`rowSelect`) answers, as one Parquet file. */
  readonly parquet?: (
    select: string,
  ) => Promise<{ readonly bytes: number; readonly chunks: AsyncIterable<Uint8Array> }>;
}

/** Every route, below `/api/v1`; of two that fit a path, the first one answers. */
export function routesOf(ports: ApiPorts): readonly Route[] {
  const routes = [
    ...meRoutes(),
    ...runRoutes(ports),
    ...logRoutes(ports),
    ...pluginRoutes(ports),
    ...connectionRoutes(ports),
    ...blueprintRoutes(ports),
    ...previewRoutes(ports),
    ...resourceRoutes(ports),
    ...syncedRoutes(ports),
    ...tableRoutes(ports),
    ...lineageRoutes(ports),
    ...sqlRoutes(ports),
    ...metricRoutes(ports),
    ...dataRoutes(ports),
    ...parquetRoutes(ports),
    ...keyRoutes(ports),
    ...graphiteRoutes(ports),
  ];
  return [...routes, ...openApiRoutes(routes)];
}

/** Makes the API: the same app behind API Gateway and in a local server. */
export const createApi = (ports: ApiPorts): Api => appOf(ports, routesOf(ports));
