import { dynamoClient } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { keepConfigured } from '../shared/config/keep-configured.ts';
import { MigrateEnvironment } from '../shared/contract/environment.ts';
import { answerDeployment } from '../shared/http/answer-deployment.ts';
import { deploymentStep } from '../shared/lambda/deployment-step.ts';
import { patience } from '../shared/lambda/patience.ts';
import { migrate } from '../shared/pipeline/migrate.ts';
import { plugins } from '../shared/plugins/index.ts';

const env = MigrateEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });

/** When a new format is deployed, and every 15 minutes for what was not finished: brings the rows into this format. */
export const handler = deploymentStep(async (worker, config) => {
  const done = await migrate({ ...patience, plugins, table }, worker);
  await keepConfigured({ ...patience, table }, config);
  return done;
}, answerDeployment);
