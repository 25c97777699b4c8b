import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * What the clients have in common: connections are kept and plenty, nothing waits for ever, and a call is tried three
 * times before the adapter's own patience begins. Region, credentials and `AWS_ENDPOINT_URL` come from the environment.
 */
const settings = (requestTimeout: number) => ({
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout,
    // Without it the handler only warns.
    throwOnRequestTimeout: true,
    httpsAgent: { keepAlive: true, maxSockets: 64 },
    httpAgent: { keepAlive: true, maxSockets: 64 },
  },
});

/** Client of the tables: answers are small and quick. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient(settings(5_000));

/** Client of the bucket. An emulator knows buckets by their path, not by a host name. */
export const s3Client = (): S3Client =>
  new S3Client({ ...settings(30_000), forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });

/** Client of the queues. */
export const sqsClient = (): SQSClient => new SQSClient(settings(5_000));

/** Client of the secrets. */
export const secretsClient = (): SecretsManagerClient => new SecretsManagerClient(settings(5_000));

/** Client of the logs. */
export const logsClient = (): CloudWatchLogsClient => new CloudWatchLogsClient(settings(10_000));

/** Client of the schedules. */
export const schedulerClient = (): SchedulerClient => new SchedulerClient(settings(5_000));

/** Client of the state machine. */
export const sfnClient = (): SFNClient => new SFNClient(settings(5_000));
