import type { LookupFunction } from 'node:net';
import { UnreachableError } from '../errors.ts';
import type { Connection, Question, Reply, VendorPort } from '../pipeline/ports.ts';
import { type Caps, DEFAULT_CAPS } from './caps.ts';
import { fingerprint } from './fingerprint.ts';
import { type Followed, followRedirects } from './follow-redirects.ts';
import { maskSecrets, maskVerdict } from './mask-secrets.ts';
import { openAgent } from './open-agent.ts';
import { prepareRequest } from './prepare-request.ts';
import { readReply } from './read-reply.ts';
import { sendWith } from './send.ts';

/** What the vendor client is made of. */
export interface VendorOptions {
  /** The tokens of a connection in plain text, in the order they were configured; asked for at every question. */
  readonly secrets: (connection: Pick<Connection, 'plugin' | 'name'>) => Promise<readonly string[]>;
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

  async function ask(question: Question): Promise<Reply> {
    const known = await secrets(question.connection);
    const prepared = prepareRequest(question, { secrets: known, allowPrivateHosts, userAgent });
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
    tokens: async (connection) => (await secrets(connection)).map(fingerprint),
    close: () => agent.destroy(),
  };
}

async function within(milliseconds: number, call: (signal: AbortSignal) => Promise<Followed>): Promise<Followed> {
  const abort = new AbortController();
  const reason = `timeout: no whole answer within ${milliseconds} ms`;
  const timer = setTimeout(() => abort.abort(new UnreachableError(reason)), milliseconds);
  try {
    return await call(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}
