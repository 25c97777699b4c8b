import type { RunConnection } from '../contract/run.ts';
import { CredentialError, ForeignAnswerError, NotFoundError, RateLimitedError, UnreachableError } from '../errors.ts';
import type { Answer } from '../plugin-sdk/answer.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { RequestSpec } from '../plugin-sdk/request.ts';
import type { ChancePort, ClockPort, Reply, VendorPort } from './ports.ts';

/** What asking one question works with. */
export interface AskNowPorts {
  readonly vendor: VendorPort;
  readonly clock: ClockPort;
  readonly chance: ChancePort;
  /** Epoch milliseconds after which nothing is asked any more; absent: whoever asks has time. */
  readonly until?: () => number;
}

const ATTEMPTS = 4;
const MOST_REDIRECTS = 3;
/** One question takes no longer than this, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Asks one question outside a run's budget, with every credential in turn: a scope's description, a check, a listing.
 * Passing failures are tried again. Answers the body. @throws what says why there is none, and what to do about it
 */
export async function askNow(
  ports: AskNowPorts,
  connection: RunConnection,
  plugin: Plugin,
  request: RequestSpec,
  name: string,
): Promise<string> {
  return (await answerNow(ports, connection, plugin, request, name)).body;
}

/** The same, with the answer's headers. */
export async function answerNow(
  ports: AskNowPorts,
  connection: RunConnection,
  plugin: Plugin,
  request: RequestSpec,
  name: string,
): Promise<Answer> {
  const { vendor, clock, chance } = ports;
  const until = ports.until?.() ?? Number.POSITIVE_INFINITY;
  const tokens = [...connection.tokens];
  let asked = request;
  let moves = 0;
  for (let attempt = 1; ; attempt += 1) {
    const deadline = Math.min(clock.now() + PATIENCE, until);
    if (deadline <= clock.now()) throw tooSlow(plugin, connection, name);
    const token = tokens[0] ?? null;
    const reply = await vendor.ask({ plugin, connection, token, request: asked, deadline });
    if (reply.movedTo !== undefined && reply.verdict.kind !== 'page' && moves < MOST_REDIRECTS) {
      asked = { ...request, target: reply.movedTo };
      moves += 1;
      continue;
    }
    if (reply.verdict.kind === 'page' && reply.answer) return reply.answer;
    if ((reply.verdict.kind === 'credential' || reply.verdict.kind === 'limit') && tokens.length > 1) {
      tokens.shift();
      continue;
    }
    if (reply.verdict.kind === 'transient' && attempt < ATTEMPTS) {
      const pause = chance.next() * 500 * 2 ** attempt;
      if (clock.now() + pause < until) {
        await clock.sleep(pause);
        continue;
      }
    }
    throw failure(plugin, connection, name, reply);
  }
}

const tooSlow = ({ title, name }: Plugin, { baseUrl }: RunConnection, what: string): Error =>
  new UnreachableError(
    `${title ?? name} at ${baseUrl} has not told all of "${what}" in time; ask for less, or once more`,
  );

/** Something answered, but it is not the vendor's product. */
export const foreignAnswer = (
  { title, name }: Plugin,
  { baseUrl }: RunConnection,
  reason: string,
  options?: { cause: unknown },
) =>
  new ForeignAnswerError(
    `${title ?? name} at ${baseUrl} does not answer as ${title ?? name} does (${reason}); is the base URL right?`,
    options,
  );

function failure(plugin: Plugin, connection: RunConnection, name: string, { verdict, answer }: Reply): Error {
  const title = plugin.title ?? plugin.name;
  const reason = 'reason' in verdict ? verdict.reason : `status ${answer?.status}`;
  const at = `${title} at ${connection.baseUrl}`;
  if (verdict.kind === 'credential') return new CredentialError(`${at} refuses the token: ${reason}; give a valid one`);
  if (verdict.kind === 'limit')
    return new RateLimitedError(`${at} has a limit in force: ${reason}`, verdict.until ?? 0);
  if (verdict.kind === 'transient' && answer?.status === 200) return foreignAnswer(plugin, connection, reason);
  if (verdict.kind === 'transient') return new UnreachableError(`${at} cannot be reached: ${reason}`);
  if (answer?.status === 404 && !/^\s*\{/.test(answer.body))
    return foreignAnswer(plugin, connection, 'a 404 that is no JSON');
  if (answer?.status === 404) return new NotFoundError(`${at} knows no "${name}", or the token may not see it (404)`);
  return new NotFoundError(`${at} does not give "${name}": ${reason}`);
}
