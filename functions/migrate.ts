import { dynamoClient } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { deployedSchedules } from '../shared/aws/start-schedules.ts';
import { keepConfigured } from '../shared/config/keep-configured.ts';
import { rescheduleAll } from '../shared/config/reschedule.ts';
import { MigrateEnvironment } from '../shared/contract/environment.ts';
import { answerDeployment } from '../shared/http/answer-deployment.ts';
import { deploymentStep } from '../shared/lambda/deployment-step.ts';
import { patience } from '../shared/lambda/patience.ts';
import { migrate } from '../shared/pipeline/migrate.ts';
import { plugins } from '../shared/plugins/index.ts';

const env = MigrateEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const schedules = deployedSchedules(patience, env);

/** At a deployment, and every 15 minutes for what was not finished: rows into this format, schedules into what blueprints say. */
export const handler = deploymentStep(async (worker, config) => {
  const done = await migrate({ ...patience, plugins, table }, worker);
  await keepConfigured({ ...patience, table }, config);
  await rescheduleAll({ ...patience, table, schedules });
  return done;
}, answerDeployment);
