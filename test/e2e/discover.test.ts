import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PAGES = 2;
let server: Server;
let url = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    response.setHeader('content-type', 'application/json');
    if (request.headers.authorization !== 'Bearer good') return void response.writeHead(401).end('{}');
    if (pathname === '/rate_limit') return void response.end('{"resources":{}}');
    if (pathname === '/orgs/acme-org/repos')
      return void response.end(JSON.stringify([{ id: 9, full_name: 'acme-org/private' }]));
    if (pathname === '/users/acme-org/repos') return void response.end('[]');
    if (pathname !== '/users/acme/repos') return void response.writeHead(404).end('{"message":"Not Found"}');
    const page = Number(searchParams.get('page') ?? '1');
    if (page < PAGES) response.setHeader('link', `<${url}/users/acme/repos?page=${page + 1}>; rel="next"`);
    response.end(JSON.stringify([{ id: page, full_name: `acme/repository-${page}` }]));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterAll(() => server.close());

const sluice = (...given: readonly string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env.PATH, GITHUB_TOKEN: 'good,bad', GITHUB_OWN_URL: url, GITHUB_OWN_TOKEN: 'good' };
    const child = execFile(process.execPath, ['cli/sluice.ts', ...given], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });

test('what a credential may see is listed to the last page, as sync takes it', async () => {
  const { code, stdout } = await sluice('discover', 'github@own:acme');

  expect(stdout).toBe('github@own:acme/repository-1\ngithub@own:acme/repository-2\n');
  expect(code).toBe(0);
});

test('what is private in an organisation is listed, and a name that nobody has is told', async () => {
  const organisation = await sluice('discover', 'github@own:acme-org');
  const nobody = await sluice('discover', 'github@own:nobody');

  expect(organisation.stdout).toBe('github@own:acme-org/private\n');
  expect(nobody.stderr).toMatch(/knows no "nobody"/);
  expect([organisation.code, nobody.code]).toEqual([0, 1]);
});

test('a check names the credential that is refused', async () => {
  const { code, stdout } = await sluice('check', 'github', '--base-url', url);

  expect(stdout.split('\n').filter((line) => line.endsWith(': good'))).toHaveLength(1);
  expect(stdout).toMatch(/refuses the token/);
  expect(stdout).not.toContain('bad:');
  expect(code).toBe(1);
});

test('a connection with an address of its own is never given the token of another one', async () => {
  const { stdout } = await sluice('check', 'github@own');

  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(stdout).toMatch(/: good$/m);
});
