import { once } from 'node:events';
import { createServer } from 'node:http';

/** A vendor that refuses: who may it be, or how often. */
export async function failingVendor() {
  let answer: { status: number; headers: Record<string, string> } = { status: 401, headers: {} };
  const server = createServer((_, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify({ message: answer.status === 401 ? 'Bad credentials' : 'API rate limit exceeded' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    limit: (until: number) => {
      answer = {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '60', 'x-ratelimit-reset': String(until) },
      };
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
