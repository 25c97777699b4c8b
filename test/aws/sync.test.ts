import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { logsClient, sfnClient } from '../../shared/aws/clients.ts';
import { queryRunLog } from '../../shared/aws/insights.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { startGitHub } from '../support/github/server.ts';
import { REPOSITORY } from '../support/github/world.ts';
import { hasReplay, startReplay } from '../support/replay-server.ts';
import { apiUrl, deployedPorts, digestOf, machineArn, putConnection, readApiKey } from './deployed.ts';

const TOKEN = 'token-1';
// Recorded data where it lies beside the repository, a generated repository elsewhere.
const SCOPE = hasReplay ? 'github:panjf2000/ants' : `github:${REPOSITORY.name}`;
const CLI = new URL('../../cli/sluice.ts', import.meta.url).pathname;
const Run = z.object({ run: z.string(), state: z.string(), failure: z.string().default('') });

const Runs = z.object({ runs: z.array(Run) });

let server: { readonly url: string; close(): Promise<void> };
let key: string;
let issues = 0;
const folder = mkdtempSync(join(tmpdir(), 'sluice-local-'));

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${apiUrl}${path}`, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });

const start = async (body: unknown, idempotencyKey: string) => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
  const response = await call('/runs', { method: 'POST', headers, body: JSON.stringify(body) });
  expect(response.status).toBe(202);
  return Run.parse(await response.json());
};

const follow = async (run: string): Promise<z.infer<typeof Run>> => {
  for (let i = 0; i < 120; i += 1) {
    const found = Run.parse(await (await call(`/api/v1/runs/${run}`)).json());
    if (found.state !== 'planning' && found.state !== 'running') return found;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`run ${run} has no end after two minutes`);
};

const syncLocally = () =>
  promisify(execFile)(
    process.execPath,
    [CLI, 'sync', SCOPE, '--base-url', server.url, '--connection', '1', '--store', folder, '--json'],
    { env: { ...process.env, GITHUB_TOKEN: TOKEN } },
  );

describe('a sync through the deployed API', () => {
  beforeAll(async () => {
    server = hasReplay ? await startReplay(['--api', 'github', '--borrow-jobs']) : await startGitHub();
    key = await readApiKey();
    await putConnection('1', { tokens: [TOKEN], baseUrl: server.url });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('ends completed, with the domain tables that the local runtime makes of the same server', async () => {
    const { run } = await start({ scopes: [SCOPE], connection: '1' }, 'first');
    expect(await follow(run)).toMatchObject({ state: 'completed' });
    await syncLocally();

    const local = openStore(folder, 'read');
    const here = await digestOf(local.domain, '1');
    local.close();
    const there = await digestOf(deployedPorts().domain, '1');

    expect([...there]).toEqual([...here]);
    issues = here.get('issues')?.rows ?? 0;
    expect(issues).toBeGreaterThan(20);
  });

  test('tells the life of each work item in the logs', async () => {
    const { runs } = Runs.parse(await (await call('/runs')).json());
    const lines = await queryRunLog({ client: logsClient(), clock: systemClock }, runs[0]?.run ?? '');

    for (const message of ['work granted', 'requests sent', 'segment extracted', 'tool object converted'])
      expect(lines.filter((line) => line.includes(message)).length, message).toBeGreaterThan(0);
  });

  test('is started once for one idempotency key', async () => {
    const first = await start({ scopes: [SCOPE], connection: '1' }, 'twice');
    const second = await start({ scopes: [SCOPE], connection: '1' }, 'twice');

    expect(second.run).toBe(first.run);
    expect(await follow(first.run)).toMatchObject({ state: 'completed' });
  });

  test('takes state transitions that do not grow with pages', async () => {
    const client = sfnClient();
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn: machineArn }));
    const histories = await Promise.all(
      executions.map(async ({ executionArn }) => {
        const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
        return events.filter(({ type }) => type?.endsWith('StateEntered')).length;
      }),
    );

    // 20, and 3 a minute: these runs take less than one.
    for (const transitions of histories) expect(transitions).toBeLessThanOrEqual(23);
  });

  test('of a repository that is not there ends failed, and says why', async () => {
    const { run } = await start({ scopes: ['github:nobody/nothing'], connection: '1' }, 'nothing');

    const found = await follow(run);

    expect(found).toMatchObject({ state: 'failed' });
    expect(found.failure).toContain('knows no "nobody/nothing"');
  });

  test('gives its data one record a line, page by page', async () => {
    const read: unknown[] = [];
    // Other tests sync other repositories into the same deployment.
    const of = `scope=${encodeURIComponent(SCOPE)}`;
    for (let path: string | undefined = `/data/issues?fields=id,status&limit=10&${of}`; path; ) {
      const response: Response = await call(path);
      expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
      const lines = (await response.text()).split('\n').slice(0, -1);
      read.push(...lines.map((line): unknown => JSON.parse(line)));
      path = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }

    expect(read).toHaveLength(issues);
    expect(new Set(read.map((row) => JSON.stringify(row))).size).toBe(issues);
  });
});
