import { appOf } from '../shared/api/app-of.ts';
import { graphiteRoutes } from '../shared/api/graphite/routes.ts';
import { metricRoutes } from '../shared/api/lake/metrics.ts';
import { sqlRoutes } from '../shared/api/lake/sql.ts';
import { cachedFiles } from '../shared/aws/cached-files.ts';
import { dynamoClient, s3Client } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { s3Objects } from '../shared/aws/s3-objects.ts';
import { scratchFolder } from '../shared/aws/scratch-folder.ts';
import { QueryEnvironment } from '../shared/contract/environment.ts';
import { httpHandler } from '../shared/lambda/http-handler.ts';
import { patience } from '../shared/lambda/patience.ts';
import { readDefinitions } from '../shared/metrics/read-definitions.ts';
import { lakeReader } from '../shared/sql/lake-reader.ts';

const env = QueryEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const objects = s3Objects({ ...patience, client: s3Client(), bucket: env.BUCKET });
const scratch = scratchFolder();
const [folder, spill] = [`${scratch}/lake`, `${scratch}/spill`];
const files = cachedFiles({ objects, folder, most: env.CACHE_MIB * 2 ** 20 });
const lake = lakeReader({ control: table, files, folder, spill, memory: env.MEMORY, longest: 22_000 });
const ports = { ...patience, table, lake, metrics: readDefinitions() };

/** Answers questions in SQL, and measures, for Grafana too. */
export const handler = httpHandler(
  appOf(ports, [...sqlRoutes(ports), ...metricRoutes(ports), ...graphiteRoutes(ports)]),
);
