import type { Context } from 'aws-lambda';

/** Before the function's end every call is aborted, so that nothing of it lands later. Milliseconds. */
const MARGIN = 1_500;

let current: AbortSignal | undefined;
let end = Number.POSITIVE_INFINITY;

/** The signal that the adapters of this invocation give to every call; Lambda runs one invocation at a time. */
export const deadlineSignal = (): AbortSignal | undefined => current;

/** What is asked of others is over by then, so that an answer can still be made of it. Milliseconds. */
const FOR_THE_ANSWER = 3_000;

/** Until when this invocation may ask others, in epoch milliseconds. */
export const answerUntil = (): number => end - FOR_THE_ANSWER;

/** Begins an invocation: answers when its calls are aborted, in epoch milliseconds. */
export function beginInvocation(context: Pick<Context, 'getRemainingTimeInMillis'>): number {
  const left = Math.max(0, context.getRemainingTimeInMillis() - MARGIN);
  current = AbortSignal.timeout(left);
  end = Date.now() + left;
  return end;
}
