import { createServer } from 'node:http';
import { board } from '../../plugins/jira/samples.ts';

const FIELDS = [
  { id: 'duedate', name: 'Due date', custom: false, schema: { type: 'date' } },
  { id: 'customfield_10024', name: 'Story points', custom: true, schema: { type: 'number' } },
  { id: 'customfield_9', name: 'Sprint', custom: true, schema: { type: 'array', items: 'json' } },
];

const { deployment: _, timeZone: __, ...answered } = board;
const EMPTY: Readonly<Record<string, unknown>> = {
  '/rest/api/2/field': FIELDS,
  '/rest/agile/1.0/board/8': answered,
  '/rest/agile/1.0/board/8/sprint': { isLast: true, values: [] },
  '/rest/agile/1.0/board/8/issue': { total: 0, issues: [] },
  '/rest/api/2/status': [],
  '/rest/api/2/issuetype': [],
  '/rest/api/2/serverInfo': { deploymentType: 'Server' },
  '/rest/api/2/myself': { timeZone: 'UTC' },
};

/** A Jira that knows its fields and an empty board, but for the bodies that are given; `refused` answers with a status. */
export async function fakeJira(
  bodies: Readonly<Record<string, unknown>> = {},
  refused: Readonly<Record<string, number>> = {},
) {
  const seen: string[] = [];
  const answers = { ...EMPTY, ...bodies };
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    seen.push(path);
    const body = path in refused ? undefined : answers[path];
    response.setHeader('content-type', 'application/json');
    const status = refused[path] ?? (body === undefined ? 404 : 200);
    response
      .writeHead(status)
      .end(JSON.stringify(body ?? { errorMessages: ['You do not have the permission to see it.'] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/rest`;
  return { seen, environment: { JIRA_URL: url }, [Symbol.asyncDispose]: async () => void server.close() };
}
