import { dynamoClient, s3Client } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { s3Objects } from '../shared/aws/s3-objects.ts';
import { ConvertEnvironment } from '../shared/contract/environment.ts';
import { Grant } from '../shared/contract/message.ts';
import { lakeOf } from '../shared/lake/lake-of.ts';
import { tell } from '../shared/lambda/logger.ts';
import { patience } from '../shared/lambda/patience.ts';
import { sqsWorker } from '../shared/lambda/sqs-worker.ts';
import { convert } from '../shared/pipeline/convert.ts';
import { plugins } from '../shared/plugins/index.ts';

const env = ConvertEnvironment.parse(process.env);
const client = dynamoClient();
const table = dynamoTable({ ...patience, client, table: env.CONTROL_TABLE });
const domain = dynamoTable({ ...patience, client, table: env.DOMAIN_TABLE });
const objects = s3Objects({ ...patience, client: s3Client(), bucket: env.BUCKET });
const lake = lakeOf({ table, domain, objects, lake: objects });

/** Worker on the convert queue: a stretch of one stream's tool objects becomes domain records; they are enriched and published. */
export const handler = sqsWorker(Grant, (grant, invocation) =>
  convert({ ...patience, tell, plugins, table, domain, objects, lake }, grant, invocation),
);
