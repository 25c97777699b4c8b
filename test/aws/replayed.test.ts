import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { RunReport } from '../../shared/contract/run.ts';
import { everyFault, KINDS, type Replayed, replayed, Stats, syncFrom } from '../conformance/replaying.ts';
import { hasReplay, type ReplayServer, startReplay } from '../support/replay-server.ts';
import { digestOf as digestOfStore, temporaryFolder } from '../support/sluice.ts';
import { apiUrl, deployedPorts, digestOf, putConnection, readApiKey } from './deployed.ts';

const SIZE = ['--repeat', '10'];
/** Hundreds of invocations each, which an emulator makes one by one: of all sources only when they are asked for. */
const WANTED = process.env.SLUICE_REPLAYED === 'all' ? Object.values(replayed) : [replayed.jira];
const MINUTES = process.env.SLUICE_REPLAYED === 'all' ? 30 : 12;
const Found = z.object({ run: z.string(), state: z.string(), report: RunReport.nullish() });
const sources: readonly Replayed[] = WANTED.map((source) => ({
  ...source,
  connection: `replayed-${source.api}`,
}));

interface Started {
  readonly server: ReplayServer;
  readonly run: string;
  readonly expected: Awaited<ReturnType<typeof digestOfStore>>;
}

const folder = temporaryFolder();
const started = new Map<string, Started>();
const servers: ReplayServer[] = [];
let key = '';

async function call(path: string, body?: unknown): Promise<z.infer<typeof Found>> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
  return Found.parse(await (await fetch(`${apiUrl}${path}`, init)).json());
}

async function follow(run: string): Promise<z.infer<typeof Found>> {
  for (const end = Date.now() + MINUTES * 60_000; Date.now() < end; ) {
    const found = await call(`/runs/${run}`);
    if (!['planning', 'running'].includes(found.state)) return found;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`run ${run} has no end after ${MINUTES} minutes`);
}

async function serve(source: Replayed, options: readonly string[]): Promise<ReplayServer> {
  const server = await startReplay(['--api', source.api, ...SIZE, ...options]);
  servers.push(server);
  return server;
}

/** Starts a deployed run against a server with faults, and makes beside it what it is to become: a local, calm one. */
async function start(source: Replayed): Promise<Started> {
  const { api, connection, token, scopes, lists } = source;
  const server = await serve(source, everyFault(lists));
  await putConnection(connection, { tokens: [token], baseUrl: server.url });
  const { run } = await call('/runs', { scopes, connection });
  const store = join(folder.path, api);
  const { code, err } = await syncFrom(source, await serve(source, []), store);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return { server, run, expected: await digestOfStore(store) };
}

describe.skipIf(!hasReplay)('recorded answers, ten times as many, through the deployed API', () => {
  // All at once: what one waits for, another one uses.
  beforeAll(
    async () => {
      key = await readApiKey();
      await Promise.all(sources.map(async (source) => started.set(source.api, await start(source))));
    },
    (MINUTES + 2) * 60_000,
  );

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    folder[Symbol.dispose]();
  });

  test.each(sources)(
    'faults of every kind leave what was made of $api as it is, and no credential goes to another origin',
    async ({ api, connection }) => {
      const made = started.get(api);
      if (!made) throw new TypeError(`no run of ${api} was started`);

      const { state, report } = await follow(made.run);
      const stats = Stats.parse(await made.server.stats());

      expect(report?.dead).toEqual([]);
      expect(state).toBe('completed');
      expect(Object.keys(stats.faults).toSorted()).toEqual([...KINDS].toSorted());
      expect(stats.foreign).toEqual({ requests: 0, withCredentials: 0 });
      expect(Object.fromEntries(await digestOf(deployedPorts().domain, connection))).toEqual(made.expected);
      console.info({ api, requests: stats.requests, tables: Object.keys(made.expected).length });
    },
    (MINUTES + 2) * 60_000,
  );
});
