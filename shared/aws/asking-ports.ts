import { dynamoClient, logsClient, s3Client, secretsClient } from './clients.ts';
import { connectionSecrets } from './connection-secrets.ts';
import { dynamoTable } from './dynamo-table.ts';
import { keptSecrets } from './keep-secret.ts';
import type { Patience } from './patience.ts';
import { deployedRunLog } from './run-log.ts';
import { s3Objects } from './s3-objects.ts';
import { s3Spool } from './s3-spool.ts';

/** Where what is asked of others is kept. */
export interface AskingPlaces {
  readonly CONTROL_TABLE: string;
  readonly BUCKET: string;
  readonly SECRET_PREFIX: string;
}

/** Before API Gateway gives up, which is after 30 s. */
const longest = 22_000;
/** Who has just kept a token, or configured a connection, tries it at once. */
const keptMilliseconds = 1_000;

/** The parts of AWS that the function works with that asks others. */
export function askingPorts(patience: Patience, { CONTROL_TABLE, BUCKET, SECRET_PREFIX: prefix }: AskingPlaces) {
  const table = dynamoTable({ ...patience, client: dynamoClient(), table: CONTROL_TABLE });
  const bucket = { ...patience, client: s3Client(), bucket: BUCKET };
  const secrets = { ...patience, client: secretsClient() };
  return {
    table,
    objects: s3Objects(bucket),
    spool: s3Spool({ ...bucket, prefix: 'answers', longest }),
    logs: deployedRunLog({ ...patience, table, client: logsClient(), longest }),
    secrets: keptSecrets({ ...secrets, prefix }),
    /** How a connection's credentials are found, and how long they are believed. */
    connections: { prefix, keptMilliseconds, secret: connectionSecrets({ ...secrets, prefix: '', keptMilliseconds }) },
  };
}
