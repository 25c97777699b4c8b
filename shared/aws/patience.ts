import { UnreachableError } from '../errors.ts';
import type { ChancePort, ClockPort } from '../pipeline/ports.ts';

/** How long an adapter asks again, and until when. */
export interface Patience {
  readonly clock: ClockPort;
  readonly chance: ChancePort;
  /** Aborts every call at the function's deadline, so that nothing of it lands later. */
  readonly signal?: () => AbortSignal | undefined;
}

/** What one try came to: an answer, or a reason to try again. */
export type Try<T> =
  | { readonly answer: T }
  | {
      readonly again: unknown;
      /** A part was done, so patience begins anew. */
      readonly isProgress?: boolean;
    };

// Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); ten tries take about five
// seconds, which outlasts the adaptive splitting of a hot DynamoDB partition's bursts.
const TRIES = 10;
const FIRST_WAIT = 50;
const LONGEST_WAIT = 2_000;

/**
 * Tries until there is an answer.
 *
 * @throws UnreachableError after ten tries without progress, or at the deadline
 */
export async function persist<T>(what: string, patience: Patience, attempt: () => Promise<Try<T>>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await passingAsTry(attempt);
    if ('answer' in outcome) return outcome.answer;
    if (outcome.isProgress) tries = 1;
    const isOver = patience.signal?.()?.aborted ?? false;
    if (isOver || tries >= TRIES) {
      const reason = isOver ? 'was aborted at the deadline' : `failed ${tries} times`;
      throw new UnreachableError(`${what} ${reason}: ${textOf(outcome.again)}`, { cause: outcome.again });
    }
    await patience.clock.sleep(patience.chance.next() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)));
  }
}

/** Options of one SDK call. */
export function callOptions(patience: Pick<Patience, 'signal'>): { readonly abortSignal?: AbortSignal } {
  const abortSignal = patience.signal?.();
  return abortSignal ? { abortSignal } : {};
}

/** The name of an AWS error, by which it is told from others. */
export function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : '';
}

/** An error's text, for the end of a message. */
export function textOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name} ${thrown.message}`.trim() : String(thrown);
}

async function passingAsTry<T>(attempt: () => Promise<Try<T>>): Promise<Try<T>> {
  try {
    return await attempt();
  } catch (cause) {
    if (isPassing(cause)) return { again: cause };
    throw cause;
  }
}

const PASSING =
  /^(AbortError|TimeoutError|Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|SlowDown|RequestThrottled|RequestLimitExceeded|LimitExceededException|ExecutionLimitExceeded|ProvisionedThroughputExceededException|TransactionConflictException|TransactionInProgressException|RequestTimeout|OperationAborted|KmsThrottled)$/;
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)/;

function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return PASSING.test(thrown.name) || NETWORK.test(codeOf(thrown)) || statusOf(thrown) >= 500;
}

function codeOf(thrown: Error): string {
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

function statusOf(thrown: Error): number {
  const metadata: unknown = '$metadata' in thrown ? thrown.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}
