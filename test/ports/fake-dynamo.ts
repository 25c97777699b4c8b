import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { ClockPort } from '../../shared/pipeline/ports.ts';

/** What the fake answers to one call: a body, or an error with DynamoDB's name for it. */
export type FakeAnswer = { readonly body: unknown } | { readonly error: string; readonly fields?: object };

const Input = z.looseObject({
  ClientRequestToken: z.string().optional(),
  RequestItems: z
    .object({ t: z.union([z.array(z.unknown()), z.looseObject({ Keys: z.array(z.unknown()) })]) })
    .optional(),
});

/** A call that arrived. */
export interface FakeCall {
  readonly operation: string;
  readonly input: z.infer<typeof Input>;
  /** The keys or writes of a batch on the table `t`. */
  readonly batch: readonly unknown[];
}

/** A DynamoDB that answers what a test says, over HTTP, so that the SDK is tested too. */
export interface FakeDynamo extends AsyncDisposable {
  readonly client: DynamoDBClient;
  readonly calls: readonly FakeCall[];
}

/** Starts a fake whose answers come from `answer`. */
export async function fakeDynamo(answer: (call: FakeCall, count: number) => FakeAnswer | 'never'): Promise<FakeDynamo> {
  const calls: FakeCall[] = [];
  const server = createServer(async (request, response) => {
    const call = await callOf(request);
    calls.push(call);
    const given = answer(call, calls.length);
    if (given === 'never') return;
    const body = 'body' in given ? given.body : { __type: `com.amazonaws.dynamodb#${given.error}`, ...given.fields };
    response.writeHead('body' in given ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  });
  const client = new DynamoDBClient({
    endpoint: await listen(server),
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const close = async (): Promise<void> => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { client, calls, [Symbol.asyncDispose]: close };
}

/** A clock that does not wait, and what it was asked to wait for. */
export function impatientClock(): ClockPort & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => 0,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function callOf(request: IncomingMessage): Promise<FakeCall> {
  const target = String(request.headers['x-amz-target']);
  const input = Input.parse(JSON.parse((await buffer(request)).toString()));
  const batch = input.RequestItems?.t ?? [];
  return { operation: target.slice(target.indexOf('.') + 1), input, batch: 'Keys' in batch ? batch.Keys : batch };
}
