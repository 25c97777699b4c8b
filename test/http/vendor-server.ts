import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { Caps } from '../../shared/http/caps.ts';
import { fingerprint } from '../../shared/http/fingerprint.ts';
import { createVendor, type VendorClient, type VendorOptions } from '../../shared/http/vendor-client.ts';
import type { Question } from '../../shared/pipeline/ports.ts';
import { bearer } from '../../shared/plugin-sdk/auth.ts';
import { definePlugin } from '../../shared/plugin-sdk/plugin.ts';

/** The secret that the tests send. */
export const SECRET = 'ghp_0123456789abcdefghijKLMNOP';

/** A plugin that knows no words of its own. */
export const tiny = definePlugin({
  name: 'tiny',
  auth: bearer(),
  headers: { 'X-Tiny-Version': '1' },
  quotas: () => ({
    reported: {
      name: 'core',
      amount: 5000,
      perSeconds: 3600,
      headers: { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset', resetAs: 'epochSeconds' },
    },
    concurrency: 10,
  }),
});

/** A vendor on loopback: its base URL, and the requests it saw. */
export interface TestServer {
  readonly url: string;
  readonly seen: { readonly url: string; readonly headers: IncomingHttpHeaders }[];
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Serves HTTP until the test ends. */
export async function serve(listener: RequestListener): Promise<TestServer> {
  const seen: TestServer['seen'] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    listener(request, response);
  });
  const url = await listen(server, () => server.closeAllConnections());
  return { url, seen };
}

/** Serves one answer, always the same. */
export const answering = (
  status: number,
  headers: Record<string, string | string[]> = {},
  body: string | Uint8Array = '',
): Promise<TestServer> => serve((_request, response) => response.writeHead(status, headers).end(body));

/** Serves bytes: `answer` is called when a request has arrived. */
export function serveSocket(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('data', () => answer(socket));
  });
  return listen(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function listen(server: Server, end: () => void): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    end();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
}

/** A client with one token that may call loopback, closed when the test ends. */
export function client(options: Partial<VendorOptions> & { caps?: Partial<Caps> } = {}): VendorClient {
  const vendor = createVendor({
    secrets: async () => [SECRET],
    allowPrivateHosts: true,
    userAgent: 'sluice/test',
    ...options,
  });
  open.unshift(() => vendor.close());
  return vendor;
}

/** A question for the list at `/items`. */
export const question = (baseUrl: string, changes: Partial<Question> = {}): Question => ({
  plugin: tiny,
  connection: { plugin: 'tiny', name: 'main', baseUrl, tokens: [fingerprint(SECRET)], share: 0.05 },
  token: fingerprint(SECRET),
  request: { target: '/items?page=1' },
  deadline: Date.now() + 60_000,
  ...changes,
});
