import * as z from 'zod';
import { dynamoClient, s3Client, sfnClient } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { s3Objects } from '../shared/aws/s3-objects.ts';
import { s3Stored } from '../shared/aws/s3-stored.ts';
import { sfnMachine } from '../shared/aws/sfn-machine.ts';
import { SweepEnvironment } from '../shared/contract/environment.ts';
import { patience } from '../shared/lambda/patience.ts';
import { step } from '../shared/lambda/step.ts';
import { sweepAll } from '../shared/pipeline/sweep-all.ts';

const env = SweepEnvironment.parse(process.env);
const client = dynamoClient();
const table = dynamoTable({ ...patience, client, table: env.CONTROL_TABLE });
const domain = dynamoTable({ ...patience, client, table: env.DOMAIN_TABLE });
const bucket = { ...patience, client: s3Client(), bucket: env.BUCKET };
const [objects, stored] = [s3Objects(bucket), s3Stored(bucket)];
const machine = sfnMachine({ ...patience, client: sfnClient(), machineArn: env.MACHINE_ARN });

/** Every 15 minutes, and when an execution fails: restarts runs whose heart has stopped, and marks objects that are replaced. */
export const handler = step(z.unknown(), () => sweepAll({ ...patience, table, domain, objects, stored, machine }));
