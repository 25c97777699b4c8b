import { dynamoClient, sqsClient } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { sqsQueue } from '../shared/aws/sqs-queue.ts';
import { DispatchEnvironment } from '../shared/contract/environment.ts';
import { DispatchInput } from '../shared/contract/run.ts';
import { tell } from '../shared/lambda/logger.ts';
import { patience } from '../shared/lambda/patience.ts';
import { step } from '../shared/lambda/step.ts';
import { dispatchOrHandOver } from '../shared/pipeline/dispatch.ts';
import { pluginHeads as plugins } from '../shared/plugins/heads.ts';

const env = DispatchEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const urls = { collect: env.COLLECT_QUEUE_URL, extract: env.EXTRACT_QUEUE_URL, convert: env.CONVERT_QUEUE_URL };
const queues = sqsQueue({ ...patience, client: sqsClient(), urls });
const limits = { extracts: 50, converts: 20, loops: env.HANDOVER_AFTER_LOOPS };

/** The heartbeat: ticks for up to 50 seconds, then says how long the machine is to wait. */
export const handler = step(DispatchInput, (input) =>
  dispatchOrHandOver({ ...patience, tell, plugins, table, queues, publishes: true }, input, limits),
);
