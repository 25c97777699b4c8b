import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { beginInvocation } from './invocation.ts';
import { logger } from './logger.ts';

/** A step of the state machine: its input is parsed, worked on, and the result returned. */
export function step<Input, Output>(schema: z.ZodType<Input>, work: (input: Input) => Promise<Output>) {
  const handle = async (event: unknown, context: Context): Promise<Output> => {
    beginInvocation(context);
    return work(schema.parse(event));
  };
  return middy(handle).use(injectLambdaContext(logger));
}
