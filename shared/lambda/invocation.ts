import type { Context } from 'aws-lambda';

/** Before the function's end every call is aborted, so that nothing of it lands later. Milliseconds. */
const MARGIN = 1_500;

let current: AbortSignal | undefined;

/** The signal that the adapters of this invocation give to every call; Lambda runs one invocation at a time. */
export const deadlineSignal = (): AbortSignal | undefined => current;

/** Begins an invocation: answers when its calls are aborted, in epoch milliseconds. */
export function beginInvocation(context: Pick<Context, 'getRemainingTimeInMillis'>): number {
  const left = Math.max(0, context.getRemainingTimeInMillis() - MARGIN);
  current = AbortSignal.timeout(left);
  return Date.now() + left;
}
