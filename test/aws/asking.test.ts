import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createApi } from '../../shared/api/app.ts';
import { secretsClient } from '../../shared/aws/clients.ts';
import { fingerprint } from '../../shared/http/fingerprint.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { apiWorld } from '../api/world.ts';
import { type GitHubServer, startGitHub } from '../support/github/server.ts';
import { REPOSITORY } from '../support/github/world.ts';
import { fakeJira } from '../support/jira/fake-jira.ts';
import { apiUrl, readApiKey } from './deployed.ts';

const TOKEN = 'asking-token-2';
const BOARDS = { isLast: true, values: [{ id: 8, name: 'Mon', type: 'scrum' }] };
const Run = z.object({ run: z.string(), state: z.string() });

let github: GitHubServer;
let jira: Awaited<ReturnType<typeof fakeJira>>;
let key: string;

interface Sent {
  readonly method?: string;
  readonly body?: unknown;
}

const call = (path: string, { method = 'GET', body }: Sent = {}): Promise<Response> =>
  fetch(`${apiUrl}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const jsonOf = async (path: string, sent?: Sent): Promise<unknown> => JSON.parse(await (await call(path, sent)).text());

beforeAll(async () => {
  [github, jira, key] = await Promise.all([
    startGitHub({ tokens: [TOKEN], size: { issues: 3, pulls: 1, commits: 1, runs: 1, deployments: 1 } }),
    fakeJira({ '/rest/agile/1.0/board': BOARDS }),
    readApiKey(),
  ]);
  const configured = await Promise.all([
    call('/connections/asked', { method: 'PUT', body: { plugin: 'github', baseUrl: github.url } }),
    call('/connections/board', { method: 'PUT', body: { plugin: 'jira', baseUrl: jira.environment.JIRA_URL } }),
  ]);
  expect(configured.map(({ status }) => status)).toEqual([201, 201]);
});
afterAll(async () => {
  await Promise.all([github.close(), jira[Symbol.asyncDispose]()]);
});

test('what plugins can do is what a local server says', async () => {
  const local = createApi({ ...apiWorld().ports, plugins });
  const caller = { name: 'a', role: 'reader', kind: 'key' } as const;

  for (const path of ['/plugins', '/plugins/jira']) {
    const there: unknown = await (await local.request(`/api/v1${path}`, {}, { caller })).json();
    expect(await jsonOf(path)).toEqual(there);
  }
  expect(JSON.stringify(await jsonOf('/plugins/jira'))).toContain('"fields"');
});

test('a token that is kept is a version of the secret that is called as its connection, and is asked with at once', async () => {
  const keep = (token: string) => call('/connections/asked/secret', { method: 'PUT', body: { token } });
  const SecretId = 'sluice/connections/asked';

  const made = await keep('asking-token-1');
  const before = await jsonOf('/connections/asked');
  const turned = await keep(TOKEN);
  const after = await jsonOf('/connections/asked');
  const { SecretString } = await secretsClient().send(new GetSecretValueCommand({ SecretId }));

  expect([made.status, turned.status]).toEqual([204, 204]);
  expect(JSON.parse(SecretString ?? '')).toEqual({ tokens: [TOKEN] });
  expect(after).toEqual(before);
  expect(before).toMatchObject({ tokens: [`secret:${SecretId}`] });
  // It takes no other one.
  await expect
    .poll(() => jsonOf('/connections/asked/check', { method: 'POST' }), { timeout: 20_000 })
    .toMatchObject({ ok: true, credentials: [{ token: fingerprint(TOKEN) }] });
});

test('a connection is checked, and says what there is', async () => {
  expect(await jsonOf('/connections/board/check', { method: 'POST' })).toMatchObject({ ok: true });
  expect(await jsonOf('/connections/board/discover')).toMatchObject({
    scopes: [{ id: '8', scope: 'jira@board:8' }],
    more: false,
  });
  expect(await jsonOf('/connections/board/fields')).toMatchObject({
    fields: expect.arrayContaining([expect.objectContaining({ id: 'customfield_10024', custom: true })]),
  });
  expect((await call('/connections/nobody/check', { method: 'POST' })).status).toBe(404);
});

test('a mapping is tried on what the vendor answers, and one that is wrong is refused where it is wrong', async () => {
  const tried = { scope: `github@asked:${REPOSITORY.name}`, stream: 'issues', limit: 2 };
  const mapping = { accountsInScope: 3 };

  const { samples } = z
    .object({ samples: z.array(z.object({ raw: z.unknown(), records: z.array(z.object({ table: z.string() })) })) })
    .parse(await jsonOf('/preview', { method: 'POST', body: tried }));
  const refused = await call('/scope-configs/odd', { method: 'PUT', body: { plugin: 'github', mapping } });

  expect(samples).toHaveLength(2);
  expect(samples[0]?.records.map(({ table }) => table)).toContain('issues');
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('mapping.accountsInScope');
});

test("a run's log is what a local run writes, a line for each fact, or for the facts of one item", async () => {
  const body = { scopes: [`github@asked:${REPOSITORY.name}`] };
  const { run } = Run.parse(await jsonOf('/runs', { method: 'POST', body }));
  const ended = async () => Run.parse(await jsonOf(`/runs/${run}`)).state;
  await expect.poll(ended, { timeout: 240_000, interval: 1_000 }).toBe('completed');
  const Line = z.object({ timestamp: z.iso.datetime(), message: z.string(), run: z.literal(run) });
  const linesOf = async (path: string) =>
    (await (await call(path)).text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) =>
        Line.extend({ items: z.array(z.string()) })
          .catchall(z.unknown())
          .parse(JSON.parse(line)),
      );

  const all = await linesOf(`/runs/${run}/logs`);
  const item = all.find(({ message }) => message === 'requests sent')?.items[0] ?? '';
  const its = await linesOf(`/runs/${run}/logs?item=${item}`);

  expect([...new Set(all.map(({ message }) => message))]).toEqual(
    expect.arrayContaining([
      'work granted',
      'requests sent',
      'segment extracted',
      'tool object converted',
      'rows enriched',
      'partitions published',
    ]),
  );
  expect(all.flatMap((line) => Object.keys(line))).not.toContain('function_name');
  expect(all.map(({ timestamp }) => timestamp)).toEqual(all.map(({ timestamp }) => timestamp).toSorted());
  expect(its.map(({ message }) => message)).toEqual(expect.arrayContaining(['work granted', 'requests sent']));
  const [whole, part] = [all, its].map((lines) => lines.map((line) => JSON.stringify(line)));
  expect(part).toEqual(expect.arrayContaining(whole?.filter((line) => line.includes(`"${item}"`)) ?? []));
  // What it was put back as is told, too.
  expect(whole).toEqual(expect.arrayContaining(part ?? []));
  expect(its.length).toBeLessThan(all.length);
  expect((await call('/runs/nothing/logs')).status).toBe(404);
}, 300_000);
