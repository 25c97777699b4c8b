import { once } from 'node:events';
import { createServer } from 'node:http';
import { githubAnswers } from './github.ts';
import { jiraAnswers } from './jira.ts';

/** Both vendors of the small organisation on loopback, and where the command finds them. */
export async function startVendors(): Promise<AsyncDisposable & { readonly environment: NodeJS.ProcessEnv }> {
  let url = '';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://vendor');
    const found = pathname.startsWith('/jira/rest/')
      ? jiraAnswers(pathname.slice('/jira/rest'.length), `${url}/jira/rest`)
      : githubAnswers(pathname.slice('/github'.length));
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { message: 'Not Found' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  return {
    environment: { GITHUB_URL: `${url}/github`, GITHUB_TOKEN: 't', JIRA_URL: `${url}/jira/rest`, JIRA_TOKEN: 't' },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
