import { dynamoClient, secretsClient } from '../shared/aws/clients.ts';
import { connectionSecrets } from '../shared/aws/connection-secrets.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { deployedConnections } from '../shared/config/stored-connections.ts';
import { storedMapping } from '../shared/config/stored-mapping.ts';
import { PlanEnvironment } from '../shared/contract/environment.ts';
import { MachineInput } from '../shared/contract/run.ts';
import { createVendor } from '../shared/http/vendor-client.ts';
import { patience } from '../shared/lambda/patience.ts';
import { step } from '../shared/lambda/step.ts';
import { planOrFail } from '../shared/pipeline/plan.ts';
import { plugins } from '../shared/plugins/index.ts';

const env = PlanEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const secret = connectionSecrets({ ...patience, client: secretsClient(), prefix: '' });
const { secrets, settings } = deployedConnections({ ...patience, table, secret, prefix: env.SECRET_PREFIX });
const vendor = createVendor({
  secrets,
  plugins,
  allowPrivateHosts: env.ALLOW_PRIVATE_HOSTS,
  userAgent: 'sluice',
});
const mapping = storedMapping({ ...patience, table });

/** First step of the machine: takes the scopes' leases and writes the first work items. */
export const handler = step(MachineInput, (input) =>
  planOrFail({ ...patience, plugins, table, vendor, settings, mapping }, input),
);
