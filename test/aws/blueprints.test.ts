import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { DeleteScheduleCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schedulerClient } from '../../shared/aws/clients.ts';
import { apiUrl, machineArn, readApiKey } from './deployed.ts';

const GroupName = 'sluice';
const body = { scopes: ['github:acme/shop'], cron: '30 2 * * 1-5', zone: 'Europe/Zurich' };
const scheduler = schedulerClient();
let key: string;

const call = (method: string, path: string, sent?: object): Promise<Response> =>
  fetch(`${apiUrl}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(sent && { body: JSON.stringify(sent) }),
  });

async function scheduleOf(name: string) {
  try {
    return await scheduler.send(new GetScheduleCommand({ GroupName, Name: name }));
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ResourceNotFoundException') return undefined;
    throw cause;
  }
}

/** What happens at a deployment, and every 15 minutes; the emulator takes Lambda's own requests unsigned. */
const mend = (event: object = {}) =>
  fetch(`${process.env.AWS_ENDPOINT_URL}/2015-03-31/functions/sluice-migrate/invocations`, {
    method: 'POST',
    body: JSON.stringify(event),
  });

beforeAll(async () => {
  key = await readApiKey();
});
afterAll(async () => {
  await call('DELETE', '/blueprints/deployed');
  await call('DELETE', '/blueprints/nightly');
  await call('DELETE', '/projects/scheduled');
});

test('a blueprint that is put over the API is a schedule that starts the machine', async () => {
  const put = await call('PUT', '/blueprints/nightly', body);

  expect(put.status).toBe(201);
  expect(await scheduleOf('nightly')).toMatchObject({
    ScheduleExpression: 'cron(30 2 ? * MON,TUE,WED,THU,FRI *)',
    ScheduleExpressionTimezone: 'Europe/Zurich',
    State: 'ENABLED',
    Target: {
      Arn: machineArn,
      Input: JSON.stringify({
        trigger: { kind: 'schedule', blueprint: 'nightly', scheduledAt: '<aws.scheduler.scheduled-time>' },
        scopes: ['github:acme/shop'],
        options: {},
      }),
    },
  });
});

test('a schedule that is gone is made again, and follows its project, its pause and its end', async () => {
  await call('PUT', '/projects/scheduled', { scopes: ['github:acme/shop'] });
  const { scopes: _, ...rest } = body;
  await call('PUT', '/blueprints/nightly', { ...rest, project: 'scheduled' });
  await scheduler.send(new DeleteScheduleCommand({ GroupName, Name: 'nightly' }));
  const mended = await mend();
  const again = await scheduleOf('nightly');
  await call('PUT', '/projects/scheduled', { scopes: ['github:acme/other'] });
  const moved = await scheduleOf('nightly');
  await call('PUT', '/blueprints/nightly', { ...rest, project: 'scheduled', enabled: false });
  const paused = await scheduleOf('nightly');
  const gone = await call('DELETE', '/blueprints/nightly');

  expect([mended.status, mended.headers.get('x-amz-function-error')]).toEqual([200, null]);
  expect(again?.State).toBe('ENABLED');
  expect(moved?.Target?.Input).toContain('"scopes":["github:acme/other"]');
  expect([paused?.State, gone.status, await scheduleOf('nightly')]).toEqual(['DISABLED', 204, undefined]);
});

test('what a deployment brings along in a file is scheduled by it', async () => {
  const answers: string[] = [];
  const taking = createServer(async (request, response) => {
    answers.push(await text(request));
    response.end();
  });
  await once(taking.listen(0, '127.0.0.1'), 'listening');
  const address = taking.address();
  const blueprint = { name: 'deployed', ...body, missed: 'skip' };
  const told = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'format' };

  const made = await mend({
    ...told,
    RequestType: 'Update',
    ResponseURL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    ResourceProperties: { config: JSON.stringify({ blueprints: [blueprint] }) },
  });
  taking.close();

  expect([made.status, made.headers.get('x-amz-function-error')]).toEqual([200, null]);
  expect(JSON.parse(answers[0] ?? '')).toMatchObject({ ...told, Status: 'SUCCESS' });
  expect(await scheduleOf('deployed')).toMatchObject({
    State: 'ENABLED',
    Target: { RetryPolicy: { MaximumEventAgeInSeconds: 900 } },
  });
  expect((await call('GET', '/blueprints/deployed')).status).toBe(200);
});
