import { createApi } from '../shared/api/app.ts';
import { dynamoClient, s3Client, sfnClient } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { s3Objects } from '../shared/aws/s3-objects.ts';
import { s3Spool } from '../shared/aws/s3-spool.ts';
import { sfnMachine } from '../shared/aws/sfn-machine.ts';
import { deployedSchedules } from '../shared/aws/start-schedules.ts';
import { ApiEnvironment } from '../shared/contract/environment.ts';
import { httpHandler } from '../shared/lambda/http-handler.ts';
import { patience } from '../shared/lambda/patience.ts';
import { pluginHeads as plugins } from '../shared/plugins/heads.ts';

const env = ApiEnvironment.parse(process.env);
const client = dynamoClient();
const table = dynamoTable({ ...patience, client, table: env.CONTROL_TABLE });
const domain = dynamoTable({ ...patience, client, table: env.DOMAIN_TABLE });
const bucket = { ...patience, client: s3Client(), bucket: env.BUCKET };
const objects = s3Objects(bucket);
// Before API Gateway gives up, which is after 30 s.
const spool = s3Spool({ ...bucket, prefix: 'answers', longest: 22_000 });
const machine = sfnMachine({ ...patience, client: sfnClient(), machineArn: env.MACHINE_ARN });
const schedules = deployedSchedules(patience, env);
const ports = { ...patience, plugins, table, domain, objects, machine, schedules, spool };

/** Answers the API. */
export const handler = httpHandler(createApi(ports));
