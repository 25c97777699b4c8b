import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { anyEnvironment, type Bundle, buildBundles } from '../../bench/bundles/build.ts';
import { replaced } from '../../infra/bundling/bundling.ts';
import { environments } from '../../shared/contract/environment.ts';
import { canary, filesIn, leaksIn } from '../support/hostile/canary.ts';
import { temporaryFolder } from '../support/sluice.ts';

/** What a function may weigh, in bytes: the goal. */
const GOAL = 400_000;
/** Those that miss it, and why is in bench/BUNDLES.md; none may grow much without somebody looking. */
const MORE: ReadonlyMap<string, number> = new Map([
  ['collect', 720_000],
  ['plan', 710_000],
  ['convert', 600_000],
  ['extract', 490_000],
  ['migrate', 475_000],
  ['dispatch', 440_000],
  // It refuses a pattern that RE2 does not take, answers what can be configured as JSON Schema, signs addresses, and makes
  // schedules.
  ['api', 960_000],
  // The plugins, the vendors' client, the API, and four clients of AWS inside, as somebody waits for it.
  ['ask', 1_250_000],
  // DuckDB's JavaScript, the SDK, RE2 for what Grafana asks, and what signs addresses; beside it lie 70 MB of DuckDB.
  ['query', 1_050_000],
]);

let built: { readonly folder: string; readonly bundles: readonly Bundle[] };
const own = temporaryFolder();
beforeAll(() => {
  // What whoever deploys has at hand: variables, files, and a configuration that names both.
  const [file, config] = [join(own.path, 'token'), join(own.path, 'sluice.yaml')];
  vi.stubEnv('GITHUB_TOKEN', canary('deployer'));
  vi.stubEnv('SLUICE_API_KEY', canary('key'));
  writeFileSync(file, canary('file'));
  const connections = {
    github: { plugin: 'github', tokens: ['env:GITHUB_TOKEN'] },
    jira: { plugin: 'jira', baseUrl: 'https://jira.example', tokens: [`file:${file}`, 'secret:sluice/jira'] },
  };
  const blueprints = { nightly: { scopes: ['github:acme/shop'], cron: '0 3 * * *' } };
  writeFileSync(config, JSON.stringify({ version: 1, connections, blueprints }));
  built = buildBundles({ config });
});
afterAll(() => {
  vi.unstubAllEnvs();
  own[Symbol.dispose]();
  rmSync(built.folder, { recursive: true, force: true });
});

test('no secret of whoever deploys is in a template, a bundle or anything else that is uploaded', () => {
  const files = [...filesIn(built.folder)];
  const templates = files.filter(({ at }) => at.endsWith('.template.json')).map(({ bytes }) => String(bytes));

  expect(leaksIn(files)).toEqual([]);
  expect(templates.length).toBeGreaterThanOrEqual(3);
  expect(templates.some((text) => text.includes('env:GITHUB_TOKEN') && text.includes('secret:sluice/jira'))).toBe(true);
});

test('each function is one file, and weighs no more than it may', () => {
  expect(built.bundles.map(({ name }) => name).sort()).toEqual(Object.keys(environments).sort());
  for (const { name, file } of built.bundles) {
    // The page is built; what answers questions has the definitions of metrics, and in a deployment its native library.
    const beside = { query: ['definitions', 'explain', 'relations'], page: ['page'] }[name] ?? [];
    expect(readdirSync(dirname(file)).sort(), name).toEqual([...beside, 'index.mjs'].sort());
    expect(statSync(file).size, name).toBeLessThanOrEqual(MORE.get(name) ?? GOAL);
  }
});

test('a function that reads nothing of a vendor carries no stream, and no patterns', () => {
  const light = built.bundles.filter(({ name }) => ['dispatch', 'api', 'finish', 'sweep'].includes(name));

  expect(light).toHaveLength(4);
  for (const { name, file } of light) {
    const text = readFileSync(file, 'utf8');
    // A stream that no head names: heads say where the elements of some lie.
    expect(text.includes('pull_request_review_comments'), name).toBe(false);
    // The API checks the patterns that a user configures.
    expect(text.includes('RE2JS'), name).toBe(name === 'api');
  }
  const convert = readFileSync(built.bundles.find(({ name }) => name === 'convert')?.file ?? '', 'utf8');
  expect(['pull_request_reviews', 'RE2JS'].filter((word) => !convert.includes(word))).toEqual([]);
});

test('the part of undici in a bundle has every name that shared imports', () => {
  const shared = new URL('../../shared/', import.meta.url);
  const sources = readdirSync(shared, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

  const imported = sources
    .flatMap((name) => [...readFileSync(new URL(name, shared), 'utf8').matchAll(/^import \{(.+)\} from 'undici'/gm)])
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => !name.startsWith('type '));

  const part: unknown = createRequire(import.meta.url)(replaced.undici);
  expect(Object.keys(Object(part))).toEqual(expect.arrayContaining(imported));
});

test('the function that answers questions is whole: its file answers one, with what lies beside it', async () => {
  const file = built.bundles.find(({ name }) => name === 'query')?.file ?? '';
  // A process of its own: what is loaded here reads its environment, and holds a native library.
  const script = `
    const { handler } = await import(${JSON.stringify(file)});
    const context = { getRemainingTimeInMillis: () => 20000, awsRequestId: 'request' };
    const requestContext = { http: { method: 'POST' }, authorizer: { lambda: { name: 'a', role: 'reader', kind: 'key' } } };
    const event = (method, path, body) => ({
      version: '2.0', rawPath: path, rawQueryString: '', headers: { 'content-type': 'application/json', host: 'h' }, body,
      isBase64Encoded: false, requestContext: { ...requestContext, domainName: 'h', http: { method, path } },
    });
    const sql = await handler(event('POST', '/api/v1/sql', '{"sql":"SELECT 6 * 7 AS n"}'), context);
    const metrics = await handler(event('GET', '/api/v1/metrics'), context);
    const answer = Buffer.from(sql.body, sql.isBase64Encoded ? 'base64' : 'utf8').toString();
    console.log(JSON.stringify([sql.statusCode, answer, metrics.statusCode, JSON.parse(metrics.body).metrics.length > 20]));
    process.exit(0);`;
  // A table in which nothing is configured.
  const table = createServer((_, reply) =>
    reply.setHeader('content-type', 'application/x-amz-json-1.0').end('{"Items":[]}'),
  );
  await once(table.listen(0, '127.0.0.1'), 'listening');
  const address = table.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...anyEnvironment, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` },
  });
  table.close();

  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual([200, '{"n":42}\n', 200, true]);
});
