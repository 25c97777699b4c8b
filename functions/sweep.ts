import * as z from 'zod';
import { dynamoClient, sfnClient } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { sfnMachine } from '../shared/aws/sfn-machine.ts';
import { SweepEnvironment } from '../shared/contract/environment.ts';
import { patience } from '../shared/lambda/patience.ts';
import { step } from '../shared/lambda/step.ts';
import { sweep } from '../shared/pipeline/sweep.ts';

const env = SweepEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const machine = sfnMachine({ ...patience, client: sfnClient(), machineArn: env.MACHINE_ARN });

/** Every 15 minutes, and when an execution fails: restarts runs whose heart has stopped. */
export const handler = step(z.unknown(), async () => ({ restarted: await sweep({ ...patience, table, machine }) }));
