import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { type DeploymentAnswer, DeploymentRequest } from '../contract/deployment.ts';
import { beginInvocation } from './invocation.ts';
import { logger } from './logger.ts';

/** Work begins nothing new so long before the function's end, in milliseconds. */
const MARGIN = 20_000;

/** Who works, and until when something may be begun (epoch milliseconds). */
export interface Worker {
  readonly name: string;
  readonly until: number;
}

/**
 * A step of a deployment, which waits for it and is taken back when it fails; called by anybody else, it only works. What
 * is deleted with a stack needs no work.
 */
export function deploymentStep<Output>(
  work: (worker: Worker, config?: string) => Promise<Output>,
  answer: (url: string, answer: DeploymentAnswer) => Promise<void>,
) {
  const handle = async (event: unknown, context: Context): Promise<Output | undefined> => {
    const worker = { name: context.awsRequestId, until: beginInvocation(context) - MARGIN };
    const request = DeploymentRequest.safeParse(event);
    if (!request.success) return work(worker);
    const { ResponseURL, RequestType, StackId, RequestId, LogicalResourceId, ResourceProperties } = request.data;
    const tell = (Status: DeploymentAnswer['Status'], Reason: string) =>
      answer(ResponseURL, { Status, Reason, PhysicalResourceId: 'store', StackId, RequestId, LogicalResourceId });
    try {
      const output = RequestType === 'Delete' ? undefined : await work(worker, ResourceProperties.config);
      await tell('SUCCESS', '');
      return output;
    } catch (error) {
      logger.error('deployment refused', error instanceof Error ? error : String(error));
      await tell('FAILED', error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  return middy(handle).use(injectLambdaContext(logger));
}
