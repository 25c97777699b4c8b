import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { type Grant, MESSAGE_VERSION, newerVersion } from '../contract/message.ts';
import { HeldError } from '../errors.ts';
import type { Invocation } from '../pipeline/collect.ts';
import { beginInvocation } from './invocation.ts';
import { logger } from './logger.ts';

/** A claim outlives the function by this, in milliseconds: two clocks may differ by so much. */
const BEYOND = 30_000;

/** A worker on a queue: each message is parsed and worked on; those that fail are told to SQS one by one. */
export function sqsWorker<Message extends Grant>(
  schema: z.ZodType<Message>,
  work: (message: Message, invocation: Invocation) => Promise<void>,
) {
  const processor = new BatchProcessor(EventType.SQS);
  const handle = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const deadline = beginInvocation(context);
    const each = async (record: SQSRecord) => {
      const body: unknown = JSON.parse(record.body);
      const newer = newerVersion(body);
      // It comes back when the visibility timeout is over, which no deployment outlasts; its work is granted again before.
      if (newer !== undefined)
        throw new HeldError(
          `a message of version ${newer} is put back for newer code; this one reads ${MESSAGE_VERSION}`,
        );
      const message = schema.parse(body);
      // A redelivered message is another claimer: the same invocation never works on it twice.
      const id = `${context.awsRequestId}-${record.messageId}`;
      await work(message, { id, deadline, claimUntil: deadline + BEYOND });
    };
    return processPartialResponse(event, each, processor, { context, throwOnFullBatchFailure: false });
  };
  return middy(handle).use(injectLambdaContext(logger));
}
