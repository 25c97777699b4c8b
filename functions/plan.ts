import { dynamoClient, secretsClient } from '../shared/aws/clients.ts';
import { connectionSecrets } from '../shared/aws/connection-secrets.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { PlanEnvironment } from '../shared/contract/environment.ts';
import { MachineInput } from '../shared/contract/run.ts';
import { createVendor } from '../shared/http/vendor-client.ts';
import { patience } from '../shared/lambda/patience.ts';
import { step } from '../shared/lambda/step.ts';
import { planOrFail } from '../shared/pipeline/plan.ts';
import { plugins } from '../shared/plugins/index.ts';

const env = PlanEnvironment.parse(process.env);
const secrets = connectionSecrets({ ...patience, client: secretsClient(), prefix: env.SECRET_PREFIX });
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const vendor = createVendor({
  secrets: async ({ name }) => (await secrets(name)).tokens,
  plugins,
  allowPrivateHosts: env.ALLOW_PRIVATE_HOSTS,
  userAgent: 'sluice',
});
const settings = { connection: async (_plugin: string, name: string) => secrets(name) };

/** First step of the machine: takes the scopes' leases and writes the first work items. */
export const handler = step(MachineInput, (input) =>
  planOrFail({ ...patience, plugins, table, vendor, settings }, input),
);
