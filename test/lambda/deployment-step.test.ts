import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DeploymentAnswer } from '../../shared/contract/deployment.ts';
import { NewerStoreError, UnreachableError } from '../../shared/errors.ts';
import { answerDeployment } from '../../shared/http/answer-deployment.ts';
import { deploymentStep, type Worker } from '../../shared/lambda/deployment-step.ts';

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'sluice-migrate',
  functionVersion: '1',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '512',
  awsRequestId: 'invocation-1',
  logGroupName: 'g',
  logStreamName: 's',
  getRemainingTimeInMillis: () => 600_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

const request = (RequestType: string) => ({
  RequestType,
  ResponseURL: 'https://cloudformation.example/answer?signed',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'format',
  ResourceProperties: { format: '2' },
});

let answers: DeploymentAnswer[] = [];
let workers: Worker[] = [];
const answer = async (_url: string, given: DeploymentAnswer) => void answers.push(given);
const works = deploymentStep(async (worker) => {
  workers.push(worker);
  return { kind: 'done' };
}, answer);

beforeEach(() => {
  answers = [];
  workers = [];
});

test.each(['Create', 'Update'])('a deployment (%s) is answered once the work is done', async (type) => {
  await works(request(type), context);

  expect(workers).toMatchObject([{ name: 'invocation-1' }]);
  const [{ until } = { until: 0 }] = workers;
  expect(until - Date.now()).toBeGreaterThan(500_000);
  expect(until - Date.now()).toBeLessThan(590_000);
  const expected = { Status: 'SUCCESS', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'format' };
  expect(answers).toMatchObject([expected]);
});

test('a deployment whose migration fails is told why, so that the version before is put back', async () => {
  const fails = deploymentStep(async () => {
    throw new NewerStoreError('the store has format 4');
  }, answer);

  await fails(request('Update'), context);

  expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'the store has format 4' }]);
});

test('a stack that is deleted has nothing migrated', async () => {
  await works(request('Delete'), context);

  expect(workers).toEqual([]);
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
});

test('a schedule gets the work done, and a failure of it is seen', async () => {
  const fails = deploymentStep(async () => {
    throw new NewerStoreError('the store has format 4');
  }, answer);

  expect(await works({ source: 'aws.events' }, context)).toEqual({ kind: 'done' });
  await expect(fails({ source: 'aws.events' }, context)).rejects.toThrow(NewerStoreError);
  expect(answers).toEqual([]);
});

const seen: { method: string | undefined; type: string | undefined; url: string | undefined; body: string }[] = [];
const server = createServer(async (incoming, response) => {
  const { method, url, headers } = incoming;
  seen.push({ method, url, type: headers['content-type'], body: await text(incoming) });
  response.writeHead(url?.startsWith('/refused') || seen.length < 2 ? 503 : 200).end();
});
let origin = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(() => server.close());

test('an answer is put to the signed URL, without a content type, until it is taken', async () => {
  await answerDeployment(`${origin}/answer?signature=a%2Fb`, { Status: 'SUCCESS' });

  expect(seen).toHaveLength(2);
  expect(seen[1]).toMatchObject({ method: 'PUT', url: '/answer?signature=a%2Fb', body: '{"Status":"SUCCESS"}' });
  expect(seen[1]?.type ?? '').toBe('');
});

test('an answer that nobody takes is an error', async () => {
  await expect(answerDeployment(`${origin}/refused`, {})).rejects.toThrow(UnreachableError);
});
