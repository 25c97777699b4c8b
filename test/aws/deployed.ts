import { readFileSync } from 'node:fs';
import { CreateSecretCommand, GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { dynamoClient, s3Client, secretsClient } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { s3Objects } from '../../shared/aws/s3-objects.ts';
import { systemChance, systemClock } from '../../shared/local/system-clock.ts';

const Environment = z.object({ AWS_ENDPOINT_URL: z.url(), SLUICE_OUTPUTS: z.string() });
const Outputs = z.object({
  'sluice-data': z.object({
    Bucket: z.string(),
    ControlTable: z.string(),
    DomainTable: z.string(),
    ApiKeySecret: z.string(),
  }),
  'sluice-sync': z.object({ MachineArn: z.string(), CollectQueueUrl: z.url() }),
  'sluice-api': z.object({ ApiId: z.string() }),
});

const environment = Environment.parse(process.env);
const outputs = Outputs.parse(JSON.parse(readFileSync(environment.SLUICE_OUTPUTS, 'utf8')));
const patience = { clock: systemClock, chance: systemChance };

/** Where the deployed API answers. */
export const apiUrl = `${environment.AWS_ENDPOINT_URL}/_aws/execute-api/${outputs['sluice-api'].ApiId}/$default`;

/** The machine that runs are executions of. */
export const machineArn = outputs['sluice-sync'].MachineArn;

/** The deployed tables and objects. */
export const deployedPorts = () => {
  const client = dynamoClient();
  return {
    table: dynamoTable({ ...patience, client, table: outputs['sluice-data'].ControlTable }),
    domain: dynamoTable({ ...patience, client, table: outputs['sluice-data'].DomainTable }),
    objects: s3Objects({ ...patience, client: s3Client(), bucket: outputs['sluice-data'].Bucket }),
  };
};

/** The key that the deployment generated. */
export async function readApiKey(): Promise<string> {
  const SecretId = outputs['sluice-data'].ApiKeySecret;
  const { SecretString = '' } = await secretsClient().send(new GetSecretValueCommand({ SecretId }));
  return SecretString;
}

/** Stores a connection's secret, as an operator does. */
export async function putConnection(
  name: string,
  settings: { tokens: readonly string[]; baseUrl: string },
): Promise<void> {
  const client = secretsClient();
  const id = `sluice/connections/${name}`;
  const SecretString = JSON.stringify(settings);
  try {
    await client.send(new CreateSecretCommand({ Name: id, SecretString }));
  } catch {
    await client.send(new PutSecretValueCommand({ SecretId: id, SecretString }));
  }
}
