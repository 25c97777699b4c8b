import type { LookupFunction } from 'node:net';
import { UnreachableError } from '../errors.ts';
import type { Connection, Question, Reply, VendorPort } from '../pipeline/ports.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { TokenKey } from '../plugin-sdk/token-key.ts';
import { type Caps, DEFAULT_CAPS } from './caps.ts';
import { fingerprint } from './fingerprint.ts';
import { followRedirects } from './follow-redirects.ts';
import { issuedTokens } from './issued-tokens.ts';
import { maskSecrets, maskVerdict } from './mask-secrets.ts';
import { openAgent } from './open-agent.ts';
import { prepareRequest } from './prepare-request.ts';
import { readReply } from './read-reply.ts';
import { sendWith } from './send.ts';

/** What the vendor client is made of. */
export interface VendorOptions {
  /** The tokens of a connection in plain text, in the order they were configured; asked for at every question. */
  readonly secrets: (connection: Pick<Connection, 'plugin' | 'name'>) => Promise<readonly string[]>;
  /** Those of which credentials may be keys, by name. @default none */
  readonly plugins?: ReadonlyMap<string, Pick<Plugin, 'tokenKey'>>;
  /** Lets base URLs lead to private and loopback addresses, and credentials go there over plain http. @default false */
  readonly allowPrivateHosts?: boolean | undefined;
  readonly userAgent: string;
  readonly caps?: Partial<Caps>;
  /** Resolves host names; its answers are checked. @default the system's */
  readonly lookup?: LookupFunction;
}

/** The vendor port, and the end of its connections. */
export interface VendorClient extends VendorPort {
  close(): Promise<void>;
}

/** Asks vendors over HTTP; what a vendor or a network does becomes a verdict, never an exception. */
export function createVendor(options: VendorOptions): VendorClient {
  const { secrets, allowPrivateHosts = false, userAgent } = options;
  const caps: Caps = { ...DEFAULT_CAPS, ...options.caps };
  const agent = openAgent(caps, allowPrivateHosts, options.lookup);

  const issued = issuedTokens({
    allowPrivateHosts,
    userAgent,
    post: (prepared, milliseconds) =>
      within(Math.min(caps.totalMilliseconds, milliseconds), (signal) =>
        sendWith(agent, caps, prepared.headers, signal, 'POST')(prepared.url),
      ),
  });

  async function ask(question: Question): Promise<Reply> {
    const { plugin, token } = question;
    const known = await secrets(question.connection);
    const found = token === null ? undefined : known.find((secret) => nameOf(plugin, secret) === token);
    const key = found === undefined ? undefined : keyOf(plugin, found);
    if (found === undefined || key === undefined) return askWith(question, known, found);
    const first = await issued(question, key);
    if (first.kind !== 'token') return { verdict: first };
    const secretsOf = (used: string) => [...known, key.privateKey, used];
    const reply = await askWith(question, secretsOf(first.token), first.token);
    if (reply.verdict.kind !== 'credential' || reply.answer?.status !== 401) return reply;
    // It may have been taken back before its time; the next one is asked for once.
    const next = await issued(question, key, first.token);
    return next.kind === 'token' ? askWith(question, secretsOf(next.token), next.token) : { verdict: next };
  }

  async function askWith(question: Question, known: readonly string[], secret: string | undefined): Promise<Reply> {
    const prepared = prepareRequest(question, { secret, allowPrivateHosts, userAgent });
    const mask = maskSecrets(known, prepared.kind === 'prepared' ? prepared.credential : {});
    if (prepared.kind !== 'prepared') return { verdict: maskVerdict(prepared, mask) };
    const milliseconds = Math.min(caps.totalMilliseconds, question.deadline - Date.now());
    if (milliseconds <= 0) return { verdict: { kind: 'transient', reason: 'not asked: the deadline has passed' } };
    const followed = await within(milliseconds, (signal) =>
      followRedirects(prepared.url, question.connection.baseUrl, sendWith(agent, caps, prepared.headers, signal)),
    );
    return readReply(question, followed, mask);
  }

  return {
    ask,
    tokens: async (connection) =>
      (await secrets(connection)).map((secret) => nameOf(options.plugins?.get(connection.plugin), secret)),
    close: () => agent.destroy(),
  };
}

/** Names a credential: a key by whose tokens it gets, so that another key of the same spends the same budget. */
const nameOf = (plugin: Pick<Plugin, 'tokenKey'> | undefined, secret: string): string =>
  fingerprint(plugin?.tokenKey?.(secret)?.identity ?? secret);

const keyOf = ({ tokenKey }: Plugin, secret: string): TokenKey | undefined => tokenKey?.(secret);

async function within<T>(milliseconds: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const reason = `timeout: no whole answer within ${milliseconds} ms`;
  const timer = setTimeout(() => abort.abort(new UnreachableError(reason)), milliseconds);
  try {
    return await call(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}
