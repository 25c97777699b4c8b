import { dynamoClient, s3Client } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { s3Objects } from '../shared/aws/s3-objects.ts';
import { ExtractEnvironment } from '../shared/contract/environment.ts';
import { Grant } from '../shared/contract/message.ts';
import { tell } from '../shared/lambda/logger.ts';
import { patience } from '../shared/lambda/patience.ts';
import { sqsWorker } from '../shared/lambda/sqs-worker.ts';
import { extract } from '../shared/pipeline/extract.ts';
import { plugins } from '../shared/plugins/index.ts';

const env = ExtractEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const objects = s3Objects({ ...patience, client: s3Client(), bucket: env.BUCKET });

/** Worker on the extract queue: a raw segment becomes a tool object. */
export const handler = sqsWorker(Grant, (grant, invocation) =>
  extract({ ...patience, tell, plugins, table, objects }, grant, invocation),
);
