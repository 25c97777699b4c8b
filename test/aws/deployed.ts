import { readFileSync } from 'node:fs';
import { CreateSecretCommand, GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { dynamoClient, s3Client, secretsClient } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { s3Objects } from '../../shared/aws/s3-objects.ts';
import { places } from '../../shared/contract/places.ts';
import { systemChance, systemClock } from '../../shared/local/system-clock.ts';
import type { TablePort } from '../../shared/pipeline/ports.ts';
import { digestTables } from '../../shared/pipeline/read-data.ts';

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

/** Takes out what other tests left, so that the deployment is as one that nobody has used: only its format stays. */
export async function emptyTables(): Promise<void> {
  const { table, domain } = deployedPorts();
  for (const each of [table, domain]) {
    const rows = await Array.fromAsync(each.scan(), ({ pk, sk }) => ({ pk, sk }));
    await each.writeMany(
      [],
      rows.filter(({ pk }) => pk !== places.format.pk),
    );
  }
}

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

/** The digests of the domain tables, of the rows that one connection owns. */
export const digestOf = (domain: TablePort, connection: string): ReturnType<typeof digestTables> =>
  digestTables({
    ...domain,
    scan: async function* () {
      for await (const item of domain.scan())
        if (item.pk.split('|')[1]?.split('/')[1] === encodeURIComponent(connection)) yield item;
    },
  });

const Functions = z.object({ Functions: z.array(z.object({ FunctionName: z.string() })) });

/** Gives functions another timeout; the emulator takes Lambda's own requests unsigned. */
export async function setTimeouts(names: readonly string[], seconds: number): Promise<void> {
  const url = `${environment.AWS_ENDPOINT_URL}/2015-03-31/functions`;
  const { Functions: all } = Functions.parse(await (await fetch(`${url}/`)).json());
  for (const { FunctionName } of all.filter((of) => names.some((name) => of.FunctionName.includes(name)))) {
    const init = { method: 'PUT', body: JSON.stringify({ Timeout: seconds }) };
    const { ok, status } = await fetch(`${url}/${FunctionName}/configuration`, init);
    if (!ok) throw new Error(`${FunctionName} keeps its timeout: ${status}`);
  }
}
