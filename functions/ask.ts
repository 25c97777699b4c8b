import { appOf } from '../shared/api/app-of.ts';
import { askingRoutes } from '../shared/api/asking.ts';
import { dynamoClient, logsClient, s3Client, secretsClient } from '../shared/aws/clients.ts';
import { connectionSecrets } from '../shared/aws/connection-secrets.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { keptSecrets } from '../shared/aws/keep-secret.ts';
import { deployedRunLog } from '../shared/aws/run-log.ts';
import { s3Objects } from '../shared/aws/s3-objects.ts';
import { s3Spool } from '../shared/aws/s3-spool.ts';
import { deployedConnections } from '../shared/config/stored-connections.ts';
import { AskEnvironment } from '../shared/contract/environment.ts';
import { createVendor } from '../shared/http/vendor-client.ts';
import { httpHandler } from '../shared/lambda/http-handler.ts';
import { answerUntil } from '../shared/lambda/invocation.ts';
import { patience } from '../shared/lambda/patience.ts';
import { plugins } from '../shared/plugins/index.ts';

const { CONTROL_TABLE, BUCKET, SECRET_PREFIX: prefix, ALLOW_PRIVATE_HOSTS } = AskEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: CONTROL_TABLE });
const bucket = { ...patience, client: s3Client(), bucket: BUCKET };
// Who has just kept a token tries it at once.
const fresh = { ...patience, client: secretsClient(), keptMilliseconds: 1_000 };
const secret = connectionSecrets({ ...fresh, prefix: '' });
const { secrets, settings } = deployedConnections({ ...fresh, table, secret, prefix });
const vendor = createVendor({ secrets, plugins, allowPrivateHosts: ALLOW_PRIVATE_HOSTS, userAgent: 'sluice' });
const ports = {
  ...patience,
  plugins,
  table,
  objects: s3Objects(bucket),
  vendors: { ...patience, vendor, settings, until: answerUntil },
  secrets: keptSecrets({ ...fresh, prefix }),
  logs: deployedRunLog({ ...patience, table, client: logsClient(), longest: 22_000 }),
  spool: s3Spool({ ...bucket, prefix: 'answers', longest: 22_000 }),
};

/** Answers what only others than the tables know: the vendors, the secrets, the logs, the plugins' code. */
export const handler = httpHandler(appOf(ports, askingRoutes(ports)));
