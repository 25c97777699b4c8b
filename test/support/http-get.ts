import { Agent, get, type IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

type Headers = Readonly<Record<string, string>>;

const response = (url: string, headers: Headers, agent?: Agent): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, { headers, ...(agent && { agent }) }, resolve).on('error', reject);
  });

/** Reads an answer as fast as it comes; its bytes are those on the wire, its lines those of what is packed in them. */
export async function countLines(url: string, headers: Headers): Promise<{ lines: number; bytes: number }> {
  const answer = await response(url, headers);
  if (answer.statusCode !== 200) throw new TypeError(`${url}: ${answer.statusCode}`);
  let [lines, bytes] = [0, 0];
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const gunzip = createGunzip();
  answer.on('error', (cause) => gunzip.destroy(cause));
  const text = answer.headers['content-encoding'] === 'gzip' ? answer.pipe(gunzip) : answer;
  for await (const chunk of text) for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  return { lines, bytes };
}

/** Asks over connections that are kept open. */
export function keptOpen(): { status(url: string, headers: Headers): Promise<number>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  return {
    /** 0: no answer. */
    status: async (url, headers) => {
      try {
        const answer = await response(url, headers, agent);
        for await (const _ of answer);
        return answer.statusCode ?? 0;
      } catch {
        return 0;
      }
    },
    close: () => agent.destroy(),
  };
}
