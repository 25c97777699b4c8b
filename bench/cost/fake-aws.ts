import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { type SendMessageBatchRequest, SQSClient } from '@aws-sdk/client-sqs';
import type { ClockPort } from '../../shared/pipeline/ports.ts';
import { type FakeDynamo, fakeDynamo } from './fake-dynamo.ts';
import type { Meter } from './meter.ts';

/** Milliseconds of virtual time that a call takes, about as long as within a region. */
const TAKES: Readonly<Record<string, number>> = {
  GetItem: 4,
  BatchGetItem: 8,
  Query: 6,
  BatchWriteItem: 10,
  TransactWriteItems: 15,
  SendMessageBatch: 10,
  PUT: 40,
  GET: 25,
};
/** A request to a queue is billed by this. */
const SQS_CHUNK = 64 * 1024;

/** A message that was sent and not yet received. */
export interface FakeMessage {
  readonly queue: string;
  readonly body: string;
}

/** The services behind the SDK's own clients: what they are asked is counted, nothing leaves the process. */
export interface FakeAws {
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly tables: FakeDynamo;
  /** Called with each message that arrives. */
  onMessage: (message: FakeMessage) => void;
  /** Bytes and number of the objects. */
  objects(): { readonly count: number; readonly bytes: number };
  /** CPU milliseconds that the fake itself took since the last time: no part of what the functions cost. */
  takeOwnTime(): number;
}

type Handler = Exclude<DynamoDBClientConfig['requestHandler'], undefined>;
type HandlerWith = Extract<Handler, { handle: unknown }>;
type Request = Parameters<HandlerWith['handle']>[0];

/** Starts empty services. */
export function fakeAws(clock: ClockPort, meter: Meter): FakeAws {
  const tables = fakeDynamo(meter);
  const objects = new Map<string, Uint8Array>();
  let ownTime = 0;

  const answerObjects = ({ method, path, body, query }: Request) => {
    const key = decodeURIComponent(path);
    if (method === 'PUT') {
      const bytes: Uint8Array = body;
      objects.set(key, bytes);
      meter.add('s3 PUT');
      meter.add(`s3 PUT ${key.split('/')[2] ?? ''}`);
      meter.add('s3 bytes put', bytes.length);
      return { status: 200, headers: {}, body: new Uint8Array() };
    }
    if (method !== 'GET' || query?.['list-type'] !== undefined) throw new TypeError(`the fake S3 knows no ${method}`);
    meter.add('s3 GET');
    const found = objects.get(key);
    if (found) return { status: 200, headers: {}, body: Readable.from([found]) };
    return { status: 404, headers: {}, body: Readable.from(['<Error><Code>NoSuchKey</Code></Error>']) };
  };
  const answerQueues = (text: string) => {
    const { QueueUrl = '', Entries = [] }: SendMessageBatchRequest = JSON.parse(text);
    const chunks = Math.max(1, Math.ceil(Buffer.byteLength(text) / SQS_CHUNK));
    meter.add('sqs sends', chunks);
    const sent = Entries.map(({ Id, MessageBody = '' }, index) => {
      aws.onMessage({ queue: QueueUrl, body: MessageBody });
      const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
      return { Id, MessageId: `m-${meter.get('sqs messages')}-${index}`, MD5OfMessageBody };
    });
    meter.add('sqs messages', Entries.length);
    return { Successful: sent, Failed: [] };
  };
  const answer = (request: Request) => {
    const target = request.headers['x-amz-target'];
    if (target === undefined) return answerObjects(request);
    const operation = target.slice(target.indexOf('.') + 1);
    const text = Buffer.from(request.body).toString();
    const { status, body } = target.startsWith('DynamoDB')
      ? tables.answer(operation, text)
      : { status: 200, body: answerQueues(text) };
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return { status, headers, body: Buffer.from(JSON.stringify(body)) };
  };
  const requestHandler: HandlerWith = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: Request) => {
      const target = request.headers['x-amz-target'];
      await clock.sleep(TAKES[target?.slice(target.indexOf('.') + 1) ?? request.method] ?? 10);
      const began = process.threadCpuUsage();
      const { status: statusCode, headers, body } = answer(request);
      const { user, system } = process.threadCpuUsage(began);
      ownTime += (user + system) / 1000;
      return { response: { statusCode, headers, body } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
  const common = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler,
    maxAttempts: 1,
  };
  const aws: FakeAws = {
    dynamo: new DynamoDBClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    sqs: new SQSClient(common),
    tables,
    onMessage: () => undefined,
    objects: () => ({ count: objects.size, bytes: [...objects.values()].reduce((sum, of) => sum + of.length, 0) }),
    takeOwnTime: () => {
      const taken = ownTime;
      ownTime = 0;
      return taken;
    },
  };
  return aws;
}
