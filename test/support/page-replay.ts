import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** An answer of the API that was kept. */
interface Kept {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  /** How long the server took, in milliseconds. */
  readonly took: number;
}

/** Stands between a browser and a server; what the API answered once is answered again at once. */
export interface Replay {
  readonly url: string;
  /** What was asked since it was last forgotten: `GET /api/…`. */
  readonly answers: ReadonlyMap<string, Kept>;
  forget(): void;
  close(): Promise<void>;
}

/** Starts it; files of the page are passed on each time. */
export async function startReplay(origin: string): Promise<Replay> {
  const answers = new Map<string, Kept>();
  const ask = async (method: string, path: string, authorization: string, body: string): Promise<Kept> => {
    const began = performance.now();
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization, ...(body !== '' && { 'content-type': 'application/json' }) },
      ...(body !== '' && { body }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: bytes, took: performance.now() - began };
  };
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const body = await text(request);
    const key = `${method} ${url} ${body}`;
    const isData = url.startsWith('/api/');
    const answer = answers.get(key) ?? (await ask(method, url, headers.authorization ?? '', body));
    if (isData) answers.set(key, answer);
    response.writeHead(answer.status, { 'content-type': answer.type });
    response.end(answer.body);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const at = server.address();
  if (at === null || typeof at === 'string') throw new TypeError('it listens on no port');
  return {
    url: `http://127.0.0.1:${at.port}`,
    answers,
    forget: () => answers.clear(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
