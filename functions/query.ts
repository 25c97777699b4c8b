import { appOf } from '../shared/api/app-of.ts';
import { parquetRoutes } from '../shared/api/data/parquet.ts';
import { graphiteRoutes } from '../shared/api/graphite/routes.ts';
import { metricRoutes } from '../shared/api/lake/metrics.ts';
import { sqlRoutes } from '../shared/api/lake/sql.ts';
import { lakePorts } from '../shared/aws/lake-ports.ts';
import { QueryEnvironment } from '../shared/contract/environment.ts';
import { httpHandler } from '../shared/lambda/http-handler.ts';
import { patience } from '../shared/lambda/patience.ts';
import { readDefinitions } from '../shared/metrics/read-definitions.ts';
import { parquetOf } from '../shared/sql/file-once.ts';
import { lakeReader } from '../shared/sql/lake-reader.ts';

const env = QueryEnvironment.parse(process.env);
const { where, ...there } = lakePorts(patience, env);
const lake = lakeReader({ ...where, memory: env.MEMORY });
const ports = { ...patience, ...there, lake, metrics: readDefinitions(), parquet: parquetOf(lake) };

/** Answers questions in SQL, measures, for Grafana too, and writes tables as Parquet. */
export const handler = httpHandler(
  appOf(ports, [...sqlRoutes(ports), ...metricRoutes(ports), ...graphiteRoutes(ports), ...parquetRoutes(ports)]),
);
