import type { Client } from '../client.ts';
import type { Vendors } from '../target.ts';

/** The scope that the small GitHub holds, of the connection that is made here. */
export const SCOPE = 'github@orchard:octo/orchard';
const TOKEN = 'ghp_targetsSecretOfTheOrchard0123456789';
const MAPPING = { issueTypeBug: '(bug|broken)' };

/** Connections to all vendors, with their secrets, and what can be asked of them at once. */
export async function connect({ ask, learn }: Client, { github, slow, jira }: Vendors): Promise<void> {
  learn('<github>', github);
  learn('<slow>', slow);
  learn('<jira>', jira);
  await ask('a connection', 'POST /connections', {
    status: 201,
    body: { name: 'orchard', plugin: 'github', baseUrl: github },
  });
  for (const [name, plugin, baseUrl] of [
    ['slow', 'github', slow],
    ['desk', 'jira', jira],
  ] as const) {
    await ask(`the connection ${name}`, 'PUT /connections/{name}', {
      params: { name },
      status: 201,
      body: { plugin, baseUrl },
    });
  }
  await ask('a connection that an operator makes', 'POST /connections', { as: 'operator', status: 403, body: {} });
  await ask('a connection of no source', 'POST /connections', { status: 400, body: { name: 'x', plugin: 'svn' } });
  await ask('a connection with a token in it', 'POST /connections', {
    status: 400,
    body: { name: 'x', plugin: 'github', tokens: [TOKEN] },
  });
  for (const name of ['orchard', 'slow', 'desk'])
    await ask(`the secret of ${name}`, 'PUT /connections/{name}/secret', {
      params: { name },
      status: 204,
      body: { token: TOKEN },
    });
  await ask('the secret of no connection', 'PUT /connections/{name}/secret', {
    params: { name: 'nowhere' },
    status: 404,
    body: { token: TOKEN },
  });
  await ask('a secret that an operator keeps', 'PUT /connections/{name}/secret', {
    params: { name: 'orchard' },
    as: 'operator',
    status: 403,
    body: { token: TOKEN },
  });
  const of = (name: string) => ({ as: 'operator', params: { name } });
  await ask('a check', 'POST /connections/{name}/check', of('orchard'));
  await ask('a check of no connection', 'POST /connections/{name}/check', { ...of('nowhere'), status: 404 });
  await ask('its scopes', 'GET /connections/{name}/discover', of('orchard'));
  await ask('its scopes, to the first', 'GET /connections/{name}/discover', {
    ...of('orchard'),
    query: { limit: '1' },
  });
  await ask('scopes of nobody', 'GET /connections/{name}/discover', {
    ...of('orchard'),
    query: { filter: 'nobody' },
    status: 404,
  });
  await ask('fields of GitHub', 'GET /connections/{name}/fields', { ...of('orchard'), status: 400 });
  await ask('fields of Jira', 'GET /connections/{name}/fields', of('desk'));
  await ask('a preview', 'POST /preview', {
    as: 'operator',
    body: { scope: SCOPE, stream: 'issues', config: MAPPING, limit: 2 },
  });
  await ask('a preview of no stream', 'POST /preview', {
    as: 'operator',
    body: { scope: SCOPE, stream: 'nothing' },
    status: 400,
  });
}

/** One kind of what is configured: three of its resources as they are written. */
interface Kind {
  readonly path: string;
  readonly named: readonly [string, string];
  readonly written: Readonly<Record<string, unknown>>;
  readonly changed: Readonly<Record<string, unknown>>;
  readonly wrong: Readonly<Record<string, unknown>>;
}

const METRIC = {
  ...{ title: 'Titles', means: 'How many issues have a title.', needs: 'boards', values: ['issues count'] },
  sql: "SELECT date_trunc('day', created_date) AS day, count(*) AS issues FROM issues GROUP BY 1",
};

const KINDS: readonly Kind[] = [
  {
    path: 'connections',
    named: ['alpha', 'beta'],
    written: { plugin: 'gitlab', baseUrl: 'https://gitlab.example/api/v4' },
    changed: { plugin: 'gitlab', baseUrl: 'https://gitlab.example/api/v4', share: 0.5 },
    wrong: { plugin: 'gitlab', baseUrl: 'ftp://gitlab.example' },
  },
  {
    path: 'scope-configs',
    named: ['alpha', 'beta'],
    written: { plugin: 'github', mapping: MAPPING },
    changed: { plugin: 'github', mapping: { issueTypeBug: 'bug' } },
    wrong: { plugin: 'github', mapping: { issueTypeBug: '(' } },
  },
  {
    path: 'scopes',
    named: ['github@orchard:octo/one', 'github@orchard:octo/two'],
    written: {},
    changed: { scopeConfig: 'beta' },
    wrong: { mapping: {} },
  },
  {
    path: 'projects',
    named: ['alpha', 'beta'],
    written: { scopes: [SCOPE] },
    changed: { scopes: [SCOPE, 'github@orchard:octo/one'] },
    wrong: { scopes: ['orchard'] },
  },
  {
    path: 'blueprints',
    named: ['alpha', 'beta'],
    written: { scopes: [SCOPE], cron: '30 2 1 1 *', zone: 'Europe/Zurich' },
    changed: { project: 'beta', cron: '30 2 1 1 *', zone: 'Europe/Zurich' },
    wrong: { scopes: [SCOPE], cron: '61 * * * *' },
  },
  {
    path: 'metric-definitions',
    named: ['shop.alpha', 'shop.beta'],
    written: METRIC,
    changed: { ...METRIC, title: 'Titled' },
    wrong: { ...METRIC, values: [] },
  },
];

/** Every kind of resource from its making to its end. */
export async function configure({ ask }: Client): Promise<void> {
  for (const { path, named, written, changed, wrong } of KINDS) {
    const [name, other] = named;
    const all = `/${path}`;
    const one = `/${path}/{name}`;
    const params = { name };
    const at = (revision: string) => ({ 'if-match': `"${revision}"` });
    const put = (what: string, body: unknown, more: object) =>
      ask(`${path}: ${what}`, `PUT ${one}`, { params, body, ...more });
    await ask(`${path}: one is made`, `POST ${all}`, { status: 201, body: { name, ...written } });
    await ask(`${path}: it is made again`, `POST ${all}`, { status: 409, body: { name, ...written } });
    await ask(`${path}: one without a name`, `POST ${all}`, { status: 400, body: written });
    await ask(`${path}: one of a reader`, `POST ${all}`, { as: 'reader', status: 403, body: { name, ...written } });
    await ask(`${path}: another one`, `PUT ${one}`, {
      params: { name: other },
      status: 201,
      body: written,
      headers: { 'if-none-match': '*' },
    });
    await put('it is to be new', written, { status: 409, headers: { 'if-none-match': '*' } });
    await put('it is put as it is', written, {});
    await put('it is changed', changed, { headers: at('1') });
    await put('a stale change', written, { status: 409, headers: at('1') });
    await put('what is no revision', written, { status: 400, headers: { 'if-match': 'latest' } });
    await put('what is wrong', wrong, { status: 400 });
    await put('what nobody knows', { ...written, colour: 'red' }, { status: 400 });
    await put('another name', { ...written, name: other }, { status: 400 });
    await ask(`${path}: it`, `GET ${one}`, { as: 'reader', params });
    await ask(`${path}: one that there is not`, `GET ${one}`, { params: { name: 'nowhere' }, status: 404 });
    await ask(`${path}: all`, `GET ${all}`, { as: 'reader' });
    const { json } = await ask(`${path}: the first`, `GET ${all}`, { query: { limit: '1' } });
    const next = typeof json === 'object' && json !== null && 'next' in json ? String(json.next) : '';
    await ask(`${path}: the second`, `GET ${all}`, { query: { limit: '1', cursor: next } });
    await ask(`${path}: no page`, `GET ${all}`, { query: { cursor: 'elsewhere' }, status: 400 });
    await ask(`${path}: too many`, `GET ${all}`, { query: { limit: '100000' }, status: 400 });
    await ask(`${path}: a stale removal`, `DELETE ${one}`, { params, status: 409, headers: at('1') });
    if (path === 'blueprints') {
      await ask('the next starts', 'GET /blueprints/{name}/next', { as: 'reader', params });
      await ask('the next starts of nothing', 'GET /blueprints/{name}/next', { params: { name: 'no' }, status: 404 });
    }
  }
  const tried = (what: string, query: Readonly<Record<string, string>>, status = 200) =>
    ask(`a schedule: ${what}`, 'GET /schedule', { as: 'reader', query, status });
  await tried('as it would start', { cron: '0 0 29 2 *', zone: 'Europe/Zurich' });
  await tried('that is none', { cron: 'weekly' }, 400);
  await tried('of no zone', { cron: '0 0 29 2 *', zone: 'Moon' }, 400);
  for (const { path, named } of KINDS.toReversed()) {
    for (const name of named)
      await ask(`${path}: ${name} is removed`, `DELETE /${path}/{name}`, { params: { name }, status: 204 });
    await ask(`${path}: it is removed again`, `DELETE /${path}/{name}`, { params: { name: named[0] }, status: 404 });
  }
  await ask('the project of all that follows', 'PUT /projects/{name}', {
    params: { name: 'orchard' },
    status: 201,
    body: { scopes: [SCOPE] },
  });
}
