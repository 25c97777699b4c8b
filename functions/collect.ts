import { dynamoClient, s3Client, secretsClient } from '../shared/aws/clients.ts';
import { connectionSecrets } from '../shared/aws/connection-secrets.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { s3Objects } from '../shared/aws/s3-objects.ts';
import { deployedConnections } from '../shared/config/stored-connections.ts';
import { CollectEnvironment } from '../shared/contract/environment.ts';
import { Grant } from '../shared/contract/message.ts';
import { createVendor } from '../shared/http/vendor-client.ts';
import { tell } from '../shared/lambda/logger.ts';
import { patience } from '../shared/lambda/patience.ts';
import { sqsWorker } from '../shared/lambda/sqs-worker.ts';
import { collect } from '../shared/pipeline/collect.ts';
import { plugins } from '../shared/plugins/index.ts';

const env = CollectEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const secret = connectionSecrets({ ...patience, client: secretsClient(), prefix: '' });
const { secrets } = deployedConnections({ ...patience, table, secret, prefix: env.SECRET_PREFIX });
const objects = s3Objects({ ...patience, client: s3Client(), bucket: env.BUCKET });
const vendor = createVendor({
  secrets,
  plugins,
  allowPrivateHosts: env.ALLOW_PRIVATE_HOSTS,
  userAgent: 'sluice',
});

/** Worker on the collect queue: spends one grant of one token, a segment and a commit for each work item. */
export const handler = sqsWorker(Grant, (grant, invocation) =>
  collect({ ...patience, tell, plugins, table, objects, vendor }, grant, invocation),
);
