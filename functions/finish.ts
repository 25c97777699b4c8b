import { dynamoClient } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { FinishEnvironment } from '../shared/contract/environment.ts';
import { RunName } from '../shared/contract/run.ts';
import { patience } from '../shared/lambda/patience.ts';
import { step } from '../shared/lambda/step.ts';
import { finish } from '../shared/pipeline/finish.ts';

const env = FinishEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });

/** Last step of the machine: moves the cursors, writes the report, gives the leases back. */
export const handler = step(RunName, async ({ run }) => {
  const { state } = await finish({ ...patience, table }, run);
  return { run, state };
});
