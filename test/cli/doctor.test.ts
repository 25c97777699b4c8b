import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lookAtNode } from '../../cli/doctor/look-at-machine.ts';
import { type LocalServer, openLocalServer } from '../../cli/serve/local-server.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { callHere } from '../support/call-here.ts';
import { linesOf, temporaryFolder } from '../support/sluice.ts';

/** A vendor that is as the test wants it. */
const vendor = { status: 200, type: 'application/json', body: '{"login":"ada","resources":{}}', late: 0 };
let server: Server;
let url: string;
let folder: ReturnType<typeof temporaryFolder>;
let store: string;
let file: string;

beforeAll(async () => {
  server = createServer((_, response) => {
    response.sendDate = false;
    const date = new Date(Date.now() - vendor.late).toUTCString();
    response.writeHead(vendor.status, { 'content-type': vendor.type, date });
    response.end(vendor.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  Object.assign(vendor, { status: 200, type: 'application/json', body: '{"login":"ada","resources":{}}', late: 0 });
  folder = temporaryFolder();
  store = join(folder.path, 'store');
  file = join(folder.path, 'sluice.yaml');
  return () => folder[Symbol.dispose]();
});

/** The disk of this machine is what it is, and who wrote the store last lives: it is this process. */
const UNSTEADY = ['disk', 'lock'];

/** What the doctor finds, but for what is good. */
async function ills(environment: NodeJS.ProcessEnv = {}, ...more: readonly string[]) {
  const given = ['doctor', '-f', file, '--store', store, '--json', ...more];
  const { code, out, err } = await callHere(given, {
    GITHUB_URL: url,
    GITHUB_TOKEN: 'good',
    HOME: folder.path,
    ...environment,
  });
  expect(err).toBe('');
  const found = linesOf(out).map((line) => JSON.parse(line));
  const bad = found.filter(({ state }) => state === 'bad');
  expect(code).toBe(bad.length > 0 ? 1 : 0);
  for (const { state, remedy } of found) expect(remedy !== '').toBe(state !== 'good');
  return found.filter(({ state, what }) => state !== 'good' && !UNSTEADY.includes(what));
}

const makeStore = () => openStore(store, 'write').close();

describe('the doctor', () => {
  it('finds nothing where all is well', async () => {
    makeStore();

    expect(await ills()).toEqual([]);
  });

  it('says that there is no store yet, and no connection', async () => {
    const found = await ills({ GITHUB_TOKEN: '', GITHUB_URL: '' });

    expect(found).toMatchObject([
      { state: 'warning', what: 'store', remedy: 'sluice sync github:owner/repo makes one' },
      { state: 'warning', what: 'connections', remedy: expect.stringContaining('export GITHUB_TOKEN') },
    ]);
  });

  it('finds a token that is refused', async () => {
    makeStore();
    Object.assign(vendor, { status: 401, body: '{"message":"Bad credentials"}' });

    expect(await ills()).toMatchObject([
      {
        state: 'bad',
        what: 'connection github@github',
        says: expect.stringContaining('401: Bad credentials'),
        remedy: expect.stringContaining('make a new token'),
      },
    ]);
  });

  it('finds a clock that goes wrong', async () => {
    makeStore();
    vendor.late = 10 * 60_000;

    expect(await ills()).toMatchObject([
      { state: 'warning', what: 'clock', remedy: expect.stringContaining('set the clock') },
    ]);
  });

  it('finds a base URL where something else answers, and one where nobody does', async () => {
    makeStore();
    Object.assign(vendor, { type: 'text/html', body: '<html>Sign in</html>' });

    expect(await ills()).toMatchObject([
      { state: 'bad', says: expect.stringMatching(/not JSON.*is the base URL right\?/) },
    ]);
    expect(await ills({ GITHUB_URL: 'http://127.0.0.1:1' })).toMatchObject([
      {
        state: 'bad',
        says: expect.stringContaining('cannot be reached'),
        remedy: expect.stringContaining('VPN, proxy, DNS'),
      },
    ]);
  });

  it('finds a store of a newer Sluice, one that is damaged, and secrets that others may read', async () => {
    makeStore();
    writeFileSync(join(store, 'api-key'), 'x');
    chmodSync(join(store, 'api-key'), 0o644);
    expect(await ills({}, '--offline')).toMatchObject([
      { state: 'bad', what: 'secrets', remedy: `chmod go-rwx ${join(store, 'api-key')}` },
    ]);

    const database = new DatabaseSync(join(store, 'sluice.db'));
    database.exec(`UPDATE meta SET value = '99' WHERE name = 'format'`);
    database.close();
    expect(await ills({}, '--offline')).toMatchObject([
      { state: 'bad', what: 'store', says: expect.stringContaining('format 99') },
    ]);

    rmSync(store, { recursive: true });
    mkdirSync(store);
    writeFileSync(join(store, 'sluice.db'), 'no database at all '.repeat(40));
    expect(await ills({}, '--offline')).toMatchObject([
      { state: 'bad', what: 'store', says: expect.stringContaining('is no database') },
    ]);
  });

  it('finds what is wrong in sluice.yaml, with line and column', async () => {
    makeStore();
    writeFileSync(
      file,
      'version: 1\nblueprints:\n  nightly: { scopes: [github:a/b], cron: 0 3 * * *, zone: Mars/Base }\n',
    );
    expect(await ills()).toMatchObject([
      {
        state: 'bad',
        what: 'file',
        says: expect.stringMatching(/sluice\.yaml:3:\d+: blueprints\.nightly\.zone: there is no such zone/),
      },
    ]);

    writeFileSync(file, 'version: 1\nscopeConfigs:\n  usual: { plugin: github, mapping: { issueTypeBug: "((" } }\n');
    expect(await ills()).toMatchObject([
      { state: 'bad', what: 'file', says: expect.stringMatching(/sluice\.yaml:3:\d+: .*issueTypeBug: .*RE2/) },
    ]);

    writeFileSync(file, 'version: 1\nconnections:\n  work: { plugin: github, tokens: [env:NOT_SET] }\n');
    expect(await ills()).toMatchObject([
      { state: 'warning', what: 'file', remedy: expect.stringContaining('sluice apply') },
    ]);
  });

  it('finds a Node that is too old', () => {
    expect(lookAtNode('22.11.0')).toMatchObject({ state: 'bad', remedy: expect.stringContaining('Node 24') });
    expect(lookAtNode('24.0.0')).toMatchObject({ state: 'good' });
  });
});

describe('the doctor of a deployed Sluice', () => {
  let deployed: LocalServer;
  let home: ReturnType<typeof temporaryFolder>;
  beforeAll(async () => {
    home = temporaryFolder();
    deployed = await openLocalServer({
      store: join(home.path, 'store'),
      port: 0,
      page: join(home.path, 'page'),
      onFailure: () => {},
      onStart: () => {},
    });
  });
  afterAll(async () => {
    await deployed.close();
    home[Symbol.dispose]();
  });

  it('finds a key that is refused, an endpoint that nobody answers, and a connection without its secret', async () => {
    makeStore();
    const there = { SLUICE_ENDPOINT: deployed.url, SLUICE_API_KEY: deployed.key };
    expect(await ills(there)).toEqual([]);
    expect(await ills({ ...there, SLUICE_API_KEY: 'sluice_expired' })).toMatchObject([
      { state: 'bad', what: 'endpoint', remedy: expect.stringContaining('sluice keys create') },
    ]);
    expect(await ills({ ...there, SLUICE_ENDPOINT: 'http://127.0.0.1:1' })).toMatchObject([
      { state: 'bad', what: 'endpoint', says: expect.stringContaining('cannot be reached') },
    ]);

    writeFileSync(
      file,
      `version: 1\nconnections:\n  work: { plugin: github, baseUrl: '${url}', tokens: [env:NOT_SET] }\n`,
    );
    await callHere(['apply', '-f', file], { ...there, HOME: folder.path });
    rmSync(file);
    expect(await ills(there)).toMatchObject([
      {
        state: 'bad',
        what: 'connection work there',
        says: expect.stringContaining('NOT_SET'),
        remedy: expect.stringContaining('sluice/connections/work'),
      },
    ]);
  });
});
