import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { plugins } from '../../../shared/plugins/index.ts';
import { samples as github } from '../../plugins/github/samples.ts';
import { samples as gitlab } from '../../plugins/gitlab/samples.ts';
import { samples as jenkins } from '../../plugins/jenkins/samples.ts';
import { board, samples as jira } from '../../plugins/jira/samples.ts';
import { samples as opsgenie } from '../../plugins/opsgenie/samples.ts';
import { samples as pagerduty } from '../../plugins/pagerduty/samples.ts';
import { envelope, samples as tapd, workspace } from '../../plugins/tapd/samples.ts';
import { type Samples, sampleStreams } from '../plugin-conformance.ts';
import { echoedHeaders, echoing, shownIn, written } from './echo.ts';

const SAMPLES: Readonly<Record<string, Samples>> = { github, gitlab, jenkins, jira, opsgenie, pagerduty, tapd };

const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** What the samples do not hold, by plugin and path. */
const MORE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  github: {
    '/rate_limit': { resources: {} },
    '/user/repos': [github.pages.repository?.body],
  },
  gitlab: { '/user': { id: 1 }, '/projects': [gitlab.scope] },
  jenkins: { '/api/json': { mode: 'NORMAL', jobs: [{ fullName: 'tools/app', _class: 'WorkflowJob' }] } },
  jira: {
    '/agile/1.0/board': { isLast: true, values: [board] },
    '/agile/1.0/board/8/configuration': { filter: { id: '1' } },
    '/api/2/serverInfo': { deploymentType: 'Server' },
    '/api/2/myself': { timeZone: 'UTC' },
    '/api/2/field': jira.pages.issue_fields?.body,
  },
  opsgenie: { '/v2/account': { data: { name: 'acme' } }, '/v1/services': { totalCount: 1, data: [{ id: 's-1' }] } },
  pagerduty: { '/services': { services: [{ id: 'PSVC1', name: 'Checkout' }], more: false } },
  tapd: {
    // Each day of its life is a request.
    '/workspaces/get_workspace_info': envelope({ Workspace: { ...workspace, created: dayAgo(2) } }),
    '/quickstart/testauth': envelope({ api_user: 'a' }),
    '/workspaces/projects': envelope([{ Workspace: workspace }]),
  },
};

/** What a vendor answers instead of a page. */
type Fault = 'refuses' | 'moves' | 'leads away' | 'page of errors';
const FAULTS: readonly (Fault | undefined)[] = [
  undefined,
  undefined,
  'refuses',
  'moves',
  'leads away',
  undefined,
  'page of errors',
];

interface Answer {
  readonly body: unknown;
  readonly fault?: Fault | undefined;
}

/** Every answer of a plugin's samples, by path; of its streams some go wrong, each in its way. */
function answersOf(plugin: string): ReadonlyMap<string, Answer> {
  const found = plugins.get(plugin);
  const samples = SAMPLES[plugin];
  if (!found || !samples) throw new Error(`there are no samples of ${plugin}`);
  const answers = new Map<string, Answer>();
  for (const [index, { name, bound, sample }] of sampleStreams(found, samples).entries())
    for (const { target } of bound.first({ input: sample?.input, now: new Date().toISOString() })) {
      const path = pathOf(target);
      const fault = name === found.scope?.stream ? undefined : FAULTS[index % FAULTS.length];
      if (!answers.has(path)) answers.set(path, { body: sample?.body, fault });
    }
  for (const [path, body] of Object.entries(MORE[plugin] ?? {})) answers.set(path, { body });
  return answers;
}

const pathOf = (target: string): string => target.replace(/\?.*$/s, '');

/** The names by which the samples' scopes are asked for. */
export const SCOPES: Readonly<Record<string, string>> = {
  github: 'octo/hello',
  gitlab: '42',
  jenkins: 'tools/app',
  jira: '8',
  opsgenie: 's-1',
  pagerduty: 'PSVC1',
  tapd: workspace.id,
};

/** All vendors at one address, each below its name. */
export interface HostileVendors extends AsyncDisposable {
  readonly url: string;
  /** What was asked and with which secret. */
  readonly seen: readonly { readonly target: string; readonly secret: string; readonly status: number }[];
}

/** Vendors that write the credential of each request into its answer: text, headers, redirects and pages of errors. */
export async function hostileVendors(props: { readonly issued: string }): Promise<HostileVendors> {
  const answers = new Map([...plugins.keys()].map((name) => [name, answersOf(name)]));
  const seen: HostileVendors['seen'][number][] = [];
  const server = createServer((request, response) => {
    const shown = shownIn(request.headers);
    response.once('finish', () =>
      seen.push({ target: `${request.method} ${request.url}`, secret: shown.secret, status: response.statusCode }),
    );
    if (request.method === 'POST') return issue(request, response, props.issued);
    const [, plugin = '', rest = ''] = /^\/(\w+)(\/.*)$/.exec(request.url ?? '') ?? [];
    answer(response, answers.get(plugin)?.get(pathOf(rest)), { url: `${url}${request.url}`, shown });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, seen, [Symbol.asyncDispose]: close };
}

/** The token of an App: GitHub is shown an assertion, and writes that back, too. */
function issue(request: IncomingMessage, response: ServerResponse, token: string): void {
  const { header, secret } = shownIn(request.headers);
  response.writeHead(201, { 'content-type': 'application/json', 'x-echo': secret });
  response.end(
    JSON.stringify({ token, expires_at: new Date(Date.now() + 3_600_000).toISOString(), echo: [header, secret] }),
  );
}

function answer(
  response: ServerResponse,
  found: Answer | undefined,
  { url, shown }: { readonly url: string; readonly shown: ReturnType<typeof shownIn> },
): void {
  const credential = written(shown);
  const headers = { ...echoedHeaders(shown, url), 'x-jenkins': '2.500' };
  const fault = /[?&]moved=/.test(url) && found?.fault === 'moves' ? undefined : found?.fault;
  const secret = encodeURIComponent(shown.secret);
  const message = `{"message":"${credential}","errorMessages":["${credential}"],"status":422,"info":"${credential}"}`;
  const json = { ...headers, 'content-type': 'application/json' };
  if (!found) response.writeHead(404, json).end(message);
  else if (fault === 'refuses') response.writeHead(422, json).end(message);
  else if (fault === 'moves')
    response
      .writeHead(301, { ...json, location: `${url}${url.includes('?') ? '&' : '?'}moved=1&private_token=${secret}` })
      .end(message);
  else if (fault === 'leads away')
    response
      .writeHead(302, {
        ...json,
        location: `https://u:${secret}@elsewhere.example/${secret}?token=${secret}`,
      })
      .end();
  else if (fault === 'page of errors')
    response
      .writeHead(403, { ...headers, 'content-type': 'text/html' })
      .end(`<html><title>${credential}</title><pre>Authorization: ${shown.header}</pre></html>`);
  else response.writeHead(200, json).end(echoing(found.body, credential));
}
