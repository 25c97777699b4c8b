import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { startSchedules } from '../../shared/aws/start-schedules.ts';
import type { SchedulePort, StartSchedule } from '../../shared/pipeline/ports.ts';
import { impatientClock } from './fake-dynamo.ts';

const Kept = z.looseObject({
  State: z.string(),
  ScheduleExpression: z.string(),
  Target: z.looseObject({ Arn: z.string() }),
});

/** An EventBridge Scheduler that keeps what it is given, over HTTP, so that the SDK is tested, too. */
async function fakeScheduler() {
  const schedules = new Map<string, z.output<typeof Kept>>();
  const calls: string[] = [];
  /** Happens before the next write, as if somebody else had been quicker. */
  const quicker: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const name = decodeURIComponent(url.pathname.split('/')[2] ?? '');
    const body = await text(request);
    const method = request.method ?? '';
    calls.push(`${method} ${name}`);
    if (method !== 'GET') quicker.shift()?.();
    const answer = (status: number, json: object, error?: string) => {
      response.writeHead(status, { 'content-type': 'application/json', ...(error && { 'x-amzn-errortype': error }) });
      response.end(JSON.stringify(json));
    };
    const there = schedules.get(name);
    if (method === 'POST' && there) return answer(409, { Message: 'it is there' }, 'ConflictException');
    if (method !== 'POST' && !there) return answer(404, { Message: 'it is not there' }, 'ResourceNotFoundException');
    if (method === 'DELETE') schedules.delete(name);
    if (method === 'POST' || method === 'PUT') schedules.set(name, Kept.parse(JSON.parse(body)));
    return answer(
      200,
      method === 'GET' ? { ...there, Name: name } : { ScheduleArn: `arn:aws:scheduler:r:1:schedule/g/${name}` },
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const client = new SchedulerClient({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const close = (): void => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { schedules, calls, quicker, client, close };
}

const schedule: StartSchedule = {
  blueprint: 'nightly',
  expression: 'cron(30 2 * * ? *)',
  zone: 'Europe/Zurich',
  isEnabled: true,
  trySeconds: 900,
  request: {
    trigger: { kind: 'schedule', blueprint: 'nightly', scheduledAt: '<aws.scheduler.scheduled-time>' },
    scopes: ['github:acme/shop'],
    options: {},
  },
};

let fake: Awaited<ReturnType<typeof fakeScheduler>>;
let port: SchedulePort;
beforeEach(async () => {
  fake = await fakeScheduler();
  port = startSchedules({
    client: fake.client,
    clock: impatientClock(),
    chance: { next: () => 0 },
    group: 'sluice',
    machineArn: 'arn:machine',
    roleArn: 'arn:role',
    deadLetterArn: 'arn:dead',
  });
});
afterEach(() => fake.close());

test('a schedule is made with all that starts a run, and made again it is not touched', async () => {
  await port.put(schedule);
  await port.put(schedule);

  expect(fake.calls).toEqual(['GET nightly', 'POST nightly', 'GET nightly']);
  expect(fake.schedules.get('nightly')).toMatchObject({
    GroupName: 'sluice',
    ScheduleExpression: 'cron(30 2 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Zurich',
    State: 'ENABLED',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: 'arn:machine',
      RoleArn: 'arn:role',
      DeadLetterConfig: { Arn: 'arn:dead' },
      RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 185 },
      Input: JSON.stringify(schedule.request),
    },
  });
});

test('one that is otherwise, by us or by hand, is changed', async () => {
  await port.put(schedule);
  await port.put({ ...schedule, isEnabled: false });
  const paused = fake.schedules.get('nightly')?.State;
  const kept = fake.schedules.get('nightly');
  if (kept) kept.Target.Arn = 'arn:another';
  await port.put({ ...schedule, isEnabled: false });

  expect(paused).toBe('DISABLED');
  expect(fake.schedules.get('nightly')?.Target.Arn).toBe('arn:machine');
});

test('one that somebody else makes or removes at that moment is made all the same', async () => {
  fake.quicker.push(() => {
    fake.schedules.set('nightly', {
      State: 'DISABLED',
      ScheduleExpression: 'rate(1 day)',
      Target: { Arn: 'x' },
      Description: 'Sluice: blueprint nightly, as it is configured',
    });
  });
  await port.put(schedule);
  const made = fake.schedules.get('nightly')?.ScheduleExpression;
  fake.quicker.push(() => fake.schedules.delete('nightly'));
  await port.put({ ...schedule, expression: 'cron(0 4 * * ? *)' });

  expect(made).toBe('cron(30 2 * * ? *)');
  expect(fake.schedules.get('nightly')?.ScheduleExpression).toBe('cron(0 4 * * ? *)');
});

test('one is removed, and one that is not there, or was removed at that moment, is removed, too', async () => {
  await port.put(schedule);
  await port.remove('nightly');
  await port.remove('nightly');
  const first = fake.schedules.size;
  await port.put(schedule);
  fake.quicker.push(() => fake.schedules.clear());
  await port.remove('nightly');

  expect([first, fake.schedules.size]).toEqual([0, 0]);
});

test('one of the deployment is neither changed nor removed', async () => {
  const theirs = {
    State: 'ENABLED',
    ScheduleExpression: 'rate(1 day)',
    Target: { Arn: 'theirs' },
    Description: 'Sluice: blueprint nightly of cdk.json',
  };
  fake.schedules.set('nightly', theirs);

  await port.put(schedule);
  await port.remove('nightly');

  expect([await port.isForeign('nightly'), await port.isForeign('another')]).toEqual([true, false]);
  expect(fake.schedules.get('nightly')).toEqual(theirs);
});
