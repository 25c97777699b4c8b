import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectTaggingCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CreateStateMachineCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamoClient, s3Client, secretsClient, sfnClient, sqsClient } from '../../shared/aws/clients.ts';
import { connectionSecrets } from '../../shared/aws/connection-secrets.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { s3Objects } from '../../shared/aws/s3-objects.ts';
import { s3Stored } from '../../shared/aws/s3-stored.ts';
import { sfnMachine } from '../../shared/aws/sfn-machine.ts';
import { sqsQueue } from '../../shared/aws/sqs-queue.ts';
import { systemChance, systemClock } from '../../shared/local/system-clock.ts';
import type { QueueName } from '../../shared/pipeline/ports.ts';
import { revisionLaws } from '../config/revision-laws.ts';
import { objectLaws } from '../ports/object-laws.ts';
import { queueLaws } from '../ports/queue-laws.ts';
import { storedLaws } from '../ports/stored-laws.ts';
import { tableLaws } from '../ports/table-laws.ts';

const patience = { clock: systemClock, chance: systemChance };
const name = `ports-${randomUUID()}`;
const dynamo = dynamoClient();
const s3 = s3Client();
const sqs = sqsClient();

beforeAll(async () => {
  await dynamo.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
});

afterAll(async () => {
  await dynamo.send(new DeleteTableCommand({ TableName: name }));
});

tableLaws('dynamodb', {
  open: () => dynamoTable({ ...patience, client: dynamo, table: name }),
  runs: 15,
  hasLimits: false,
});
revisionLaws('dynamodb', () => dynamoTable({ ...patience, client: dynamo, table: name }));
objectLaws('s3', { open: () => s3Objects({ ...patience, client: s3, bucket: name }), takesAnyKey: false });
storedLaws('s3', {
  objects: () => s3Objects({ ...patience, client: s3, bucket: name }),
  stored: () => s3Stored({ ...patience, client: s3, bucket: name }),
  isMarked: async (Key) => {
    const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket: name, Key }));
    return TagSet.some((tag) => tag.Key === 'sluice' && tag.Value === 'replaced');
  },
});
queueLaws('sqs', async () => {
  const create = async (queue: QueueName) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `${queue}-${randomUUID()}` }));
    return QueueUrl;
  };
  const urls = { collect: await create('collect'), extract: await create('extract'), convert: await create('convert') };
  const receive = async (queue: QueueName, count: number) => {
    const received: unknown[] = [];
    while (received.length < count) received.push(...(await receiveSome(urls[queue])));
    return received;
  };
  return { queue: sqsQueue({ ...patience, client: sqs, urls }), receive };
});

test('tokens and settings are read from the secret of a connection, and kept for a minute', async () => {
  const client = secretsClient();
  let now = 0;
  const secrets = connectionSecrets({
    ...patience,
    clock: { ...systemClock, now: () => now },
    client,
    prefix: `${name}/`,
  });
  const SecretId = `${name}/github`;
  const two = { tokens: ['two', 'three'], baseUrl: 'https://ghe.example/api/v3', share: 0.1 };
  await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: ' one\n' }));

  expect(await secrets('github')).toEqual({ tokens: ['one'] });
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(two) }));
  expect(await secrets('github')).toEqual({ tokens: ['one'] });
  now += 60_000;
  expect(await secrets('github')).toEqual(two);
  expect(await secrets('absent')).toEqual({ tokens: [] });
});

test('a run and generation are started once', async () => {
  const client = sfnClient();
  const definition = JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } });
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({ name, definition, roleArn: 'arn:aws:iam::000000000000:role/r' }),
  );
  const machine = sfnMachine({ ...patience, client, machineArn: stateMachineArn });

  await machine.start('run/1', 1);
  await machine.start('run/1', 1);
  await machine.start('run/1', 2);

  const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions).toHaveLength(2);
});

async function receiveSome(QueueUrl: string): Promise<readonly unknown[]> {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
  const { Messages = [] } = await sqs.send(command);
  const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
  if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return Messages.map(({ Body = '' }): unknown => JSON.parse(Body));
}
