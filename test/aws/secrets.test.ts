import { generateKeyPairSync } from 'node:crypto';
import { DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, ListBucketsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { logsClient, s3Client, sfnClient, sqsClient } from '../../shared/aws/clients.ts';
import { canary, leaksIn, type Place } from '../support/hostile/canary.ts';
import { hostileVendors, SCOPES } from '../support/hostile/vendors.ts';
import { apiUrl, deployedPorts, machineArn, putConnection, readApiKey } from './deployed.ts';

const ISSUED = canary('issued');
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
/** One credential of each plugin, in the form that it takes. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  github: JSON.stringify({ appId: 7, installationId: 42, privateKey }),
  gitlab: canary('gitlab'),
  jenkins: `ci:${canary('jenkins')}`,
  jira: `ann@example.com:${canary('jira')}`,
  opsgenie: canary('opsgenie'),
  pagerduty: canary('pagerduty'),
  tapd: `api_user:p/q+r=s"&${canary('tapd')}/+=&%"`,
};
const Run = z.looseObject({ run: z.string(), state: z.string() });
const nameOf = (plugin: string): string => `canary-${plugin}`;

/** Everything that the deployment keeps or has said, but for Secrets Manager. */
async function* everything(): AsyncGenerator<Place> {
  const { table, domain } = deployedPorts();
  for (const [at, rows] of [
    ['table control', table.scan()],
    ['table domain', domain.scan()],
  ] as const)
    for await (const row of rows) yield { at, bytes: JSON.stringify(row) };
  const s3 = s3Client();
  for (const { Name: Bucket = '' } of (await s3.send(new ListBucketsCommand({}))).Buckets ?? []) {
    // What the deployment brought along is looked at where it is made (test/infra/bundles.test.ts).
    if (/^cdk-/.test(Bucket)) continue;
    let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (marker) {
      const page: Awaited<ReturnType<typeof versions>> = await versions(Bucket, marker);
      for (const { Key, VersionId } of page.Versions ?? []) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...(VersionId && { VersionId }) }));
        yield { at: `object ${Key}`, bytes: (await Body?.transformToByteArray()) ?? '' };
      }
      marker = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker ?? '', VersionIdMarker: page.NextVersionIdMarker ?? '' }
        : undefined;
    }
  }
  const logs = logsClient();
  for (const { logGroupName } of (await logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? []) {
    let nextToken: string | undefined;
    do {
      const page = await logs.send(new FilterLogEventsCommand({ logGroupName, ...(nextToken && { nextToken }) }));
      for (const { message = '' } of page.events ?? []) yield { at: `log ${logGroupName}`, bytes: message };
      nextToken = page.nextToken === nextToken ? undefined : page.nextToken;
    } while (nextToken);
  }
  const sqs = sqsClient();
  for (const QueueUrl of (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    for (const message of Messages) yield { at: `queue ${QueueUrl}`, bytes: JSON.stringify(message) };
  }
  const sfn = sfnClient();
  for (const { executionArn } of (await sfn.send(new ListExecutionsCommand({ stateMachineArn: machineArn })))
    .executions ?? []) {
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    for (const event of events) yield { at: `history of ${executionArn}`, bytes: JSON.stringify(event) };
  }
}

const versions = (Bucket: string, marker: { KeyMarker?: string; VersionIdMarker?: string }) =>
  s3Client().send(new ListObjectVersionsCommand({ Bucket, ...marker }));

test('canaries in a credential of every plugin are nowhere in the deployment, though the vendors write them into all they answer', async () => {
  await using vendors = await hostileVendors({ issued: ISSUED });
  const key = await readApiKey();
  const answers: Place[] = [];
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push({ at: `${method} ${path} ${response.status}`, bytes: text + JSON.stringify([...response.headers]) });
    return { status: response.status, text };
  };
  for (const [plugin, credential] of Object.entries(CREDENTIALS)) {
    const baseUrl = `${vendors.url}/${plugin}`;
    // By whoever may write secrets, and by the API.
    if (plugin === 'gitlab' || plugin === 'jira') {
      await call('PUT', `/api/v1/connections/${nameOf(plugin)}`, { plugin, baseUrl });
      const put = await call('PUT', `/api/v1/connections/${nameOf(plugin)}/secret`, { token: credential });
      expect(put.status).toBe(204);
    } else await putConnection(nameOf(plugin), { tokens: [credential], baseUrl });
  }

  for (const plugin of ['gitlab', 'jira']) {
    await call('POST', `/api/v1/connections/${nameOf(plugin)}/check`, {});
    await call('GET', `/api/v1/connections/${nameOf(plugin)}/discover`);
    await call('GET', `/api/v1/connections/${nameOf(plugin)}/fields?scope=${SCOPES[plugin]}`);
    await call('POST', '/api/v1/preview', { scope: `${plugin}@${nameOf(plugin)}:${SCOPES[plugin]}`, stream: 'issues' });
  }
  const scopes = Object.keys(CREDENTIALS).map((plugin) => `${plugin}@${nameOf(plugin)}:${SCOPES[plugin]}`);
  const { run } = Run.parse(JSON.parse((await call('POST', '/api/v1/runs', { scopes })).text));
  await expect
    .poll(async () => Run.parse(JSON.parse((await call('GET', `/api/v1/runs/${run}`)).text)).state, {
      timeout: 240_000,
      interval: 1_000,
    })
    .toBe('completed_with_errors');
  for (const path of [
    `runs/${run}/failures`,
    `runs/${run}/logs`,
    'connections',
    'tables',
    'data/issues',
    'data/accounts',
  ])
    await call('GET', `/api/v1/${path}`);

  // Nothing of it can pass by having done nothing.
  const shown = new Set(vendors.seen.map(({ secret }) => secret));
  const secrets = Object.values(CREDENTIALS).flatMap((text) =>
    text.startsWith('{') ? [] : [text.slice(text.indexOf(':') + 1)],
  );
  expect([ISSUED, ...secrets].filter((secret) => !shown.has(secret))).toEqual([]);
  const places = await Array.fromAsync(everything());
  for (const [kind, least] of [
    ['table', 200],
    ['object raw/', 20],
    ['object tool/', 20],
    ['log', 50],
    ['history', 10],
  ] as const)
    expect(places.filter(({ at }) => at.startsWith(kind)).length, kind).toBeGreaterThan(least);
  const leaks = leaksIn([...answers, ...places], [privateKey.split('\n')[5] ?? '', ISSUED]);
  expect([leaks.length, ...leaks.slice(0, 20)]).toEqual([0]);
}, 400_000);
