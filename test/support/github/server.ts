import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answer, refused, type Sent } from './answer.ts';
import type { App } from './app.ts';
import { type Fault, faultsOf } from './faults.ts';
import { makeWorld, type World, type WorldSize } from './world.ts';

/** One request that was answered, or that was left without an answer (status 0). */
export interface Seen {
  readonly target: string;
  readonly status: number;
  /** Whether it costs a part of the budget: a 304 is free for whoever has a token. */
  readonly counted: boolean;
  readonly token: string;
  /** When the answer was ready, epoch milliseconds. */
  readonly at: number;
}

/** Props of the server. */
export interface GitHubProps {
  readonly size?: WorldSize;
  readonly latencyMilliseconds?: number;
  readonly faults?: readonly Fault[];
  /** The tokens that are good; without them everybody may ask. */
  readonly tokens?: readonly string[];
  /** An App: only the tokens that it was given are good. */
  readonly app?: App;
  /** Where the API begins: `/api/v3` on an Enterprise Server. */
  readonly root?: string;
  /** Counted requests of one token. @default 1,000,000 */
  readonly limit?: number;
  /** Writes the token into every answer, as a careless proxy might. */
  readonly echo?: boolean;
  /** Called before a request is answered, with how many came before it. */
  readonly onRequest?: (before: number) => void;
  readonly port?: number;
}

/** A small GitHub on loopback. */
export interface GitHubServer {
  readonly url: string;
  readonly world: World;
  /** Every request since the start or the last `forget`. */
  readonly seen: readonly Seen[];
  counted(): readonly Seen[];
  forget(): void;
  /** Changes so many issues, from the first on, as of now; answers their numbers. */
  change(issues: number): readonly number[];
  close(): Promise<void>;
}

/** Nobody's budget ends while a test runs. */
const UNLIMITED = 1_000_000;

/** Serves a generated repository as GitHub would, until it is closed. */
export async function startGitHub(props: GitHubProps = {}): Promise<GitHubServer> {
  const { limit = UNLIMITED, root = '' } = props;
  const world = makeWorld(props.size);
  const seen: Seen[] = [];
  const used = new Map<string, number>();
  const strike = faultsOf(props.faults ?? []);
  let before = 0;

  const server = createServer(async (request, response) => {
    props.onRequest?.(before);
    before += 1;
    if (props.latencyMilliseconds) await wait(props.latencyMilliseconds);
    const token = tokenOf(request);
    const target = request.url ?? '/';
    const issued = props.app?.answer(request);
    if (issued) return deliver(request, response, 'whole', issued, {});
    const delivery = strike(target, answerTo(request, token));
    const status = delivery.kind === 'hang up' ? 0 : delivery.sent.status;
    const counted = status !== 304 || token === '';
    if (counted) used.set(token, (used.get(token) ?? 0) + 1);
    seen.push({ target, status, counted, token, at: Date.now() });
    if (delivery.kind === 'hang up') return void request.socket.destroy();
    deliver(
      request,
      response,
      delivery.kind,
      delivery.sent,
      limitsOf(limit, used.get(token) ?? 0, props.echo ? token : ''),
    );
  });

  const answerTo = (request: IncomingMessage, token: string): Sent => {
    if (props.tokens && !props.tokens.includes(token)) return refused(401, 'Bad credentials');
    if (props.app && !props.app.isGood(token)) return refused(401, 'Bad credentials');
    if ((used.get(token) ?? 0) >= limit) return refused(403, 'API rate limit exceeded for user.');
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const sent = answer(world, url, request.headers['if-none-match'], root);
    return props.echo ? { ...sent, body: withToken(sent.body, token) } : sent;
  };

  server.listen(props.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}${root}`,
    world,
    seen,
    counted: () => seen.filter(({ counted }) => counted),
    forget: () => {
      seen.length = 0;
    },
    change: (issues) => {
      const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      const numbers = Array.from({ length: issues }, (_, index) => index + 1);
      for (const number of numbers) world.changed.set(`issue ${number}`, now);
      return numbers;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const tokenOf = ({ headers }: IncomingMessage): string =>
  headers.authorization?.replace(/^(?:bearer|token) /i, '') ?? '';

const limitsOf = (limit: number, used: number, echo: string): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(Math.max(0, limit - used)),
  'x-ratelimit-reset': String(Math.ceil(Date.now() / 3_600_000) * 3600),
  'x-ratelimit-resource': 'core',
  ...(echo !== '' && { 'x-echo': echo }),
});

/** Puts the token into every text that a body holds about somebody or something. */
const withToken = (body: string, token: string): string =>
  token === ''
    ? body
    : body.replaceAll('"title":"', `"title":"${token} `).replaceAll('"message":"', `"message":"${token} `);

function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  kind: 'whole' | 'half',
  sent: Sent,
  limits: Readonly<Record<string, string>>,
): void {
  const bytes = Buffer.from(sent.body);
  const length = sent.status === 304 ? {} : { 'content-length': bytes.length };
  response.writeHead(sent.status, { ...sent.headers, ...limits, ...length });
  if (kind === 'whole') response.end(bytes);
  else response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
}
