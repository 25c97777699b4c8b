import { afterEach, describe, expect, it } from 'vitest';
import { fingerprint } from '../../shared/http/fingerprint.ts';
import type { Question } from '../../shared/pipeline/ports.ts';
import { github } from '../../shared/plugins/github/plugin.ts';
import { type App, makeApp } from '../support/github/app.ts';
import { type GitHubProps, type GitHubServer, startGitHub } from '../support/github/server.ts';
import { client } from './vendor-server.ts';

const servers: GitHubServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const NAME = fingerprint('github-app 7 42');

async function world(app: App, props: GitHubProps = {}, credential = app.credential) {
  const server = await startGitHub({ ...props, app });
  servers.push(server);
  const vendor = client({ secrets: async () => [credential], plugins: new Map([['github', github]]) });
  const connection = { plugin: 'github', name: 'main', baseUrl: server.url, tokens: [NAME], share: 0 };
  const ask = (target = '/repos/octo/orchard', token: string = NAME) =>
    vendor.ask({
      plugin: github,
      connection,
      token,
      request: { target, single: true },
      deadline: Date.now() + 20_000,
    } satisfies Question);
  return { server, vendor, ask };
}

describe("a GitHub App's credential", () => {
  it('is named by its installation, so that a new key spends the same budget', async () => {
    const { vendor } = await world(makeApp());

    expect(await vendor.tokens({ plugin: 'github', name: 'main' })).toEqual([NAME]);
  });

  it('gets one token for all who ask at once', async () => {
    const app = makeApp();
    const { ask } = await world(app);

    const replies = await Promise.all(Array.from({ length: 20 }, () => ask()));

    expect(new Set(replies.map(({ verdict }) => verdict.kind))).toEqual(new Set(['page']));
    expect(app.issued).toHaveLength(1);
  });

  it('gets the next token five minutes before the end of the last, once', async () => {
    const app = makeApp({ lifeSeconds: 290 });
    const { ask } = await world(app);

    await ask();
    await Promise.all(Array.from({ length: 10 }, () => ask()));

    expect(app.issued).toHaveLength(2);
  });

  it('gets a new token when one is refused, once for all who were refused', async () => {
    const app = makeApp();
    const { ask } = await world(app);
    await ask();
    app.revoke();

    const replies = await Promise.all(Array.from({ length: 10 }, () => ask()));

    expect(replies.map(({ verdict }) => verdict.kind)).toEqual(Array.from({ length: 10 }, () => 'page'));
    expect(app.issued).toHaveLength(2);
  });

  it('is not good when the App is not known, and the reason holds nothing of it', async () => {
    const app = makeApp();
    const { ask } = await world(app, {}, app.credential.replace('"appId":7', '"appId":8'));

    const { verdict, answer } = await ask('/repos/octo/orchard', fingerprint('github-app 8 42'));

    expect(verdict).toMatchObject({ kind: 'credential', reason: expect.stringContaining('Integration not found') });
    expect(JSON.stringify([verdict, answer])).not.toContain('PRIVATE KEY');
  });

  it('with a key that is none is refused without asking', async () => {
    const app = makeApp();
    const broken = JSON.stringify({
      appId: 7,
      installationId: 42,
      privateKey: '-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----',
    });
    const { ask, server } = await world(app, {}, broken);

    const { verdict } = await ask();

    expect(verdict).toMatchObject({ kind: 'credential', reason: expect.stringContaining('private key') });
    expect(JSON.stringify(verdict)).not.toContain('c2VjcmV0');
    expect(server.seen).toEqual([]);
  });

  it('that lacks a part says what it looks like, and nothing of what it holds', async () => {
    const { vendor } = await world(makeApp(), {}, '{"appId": 7, "privateKey": "geheim"}');

    const failure = vendor.tokens({ plugin: 'github', name: 'main' });

    await expect(failure).rejects.toThrow(/"installationId"/);
    await expect(failure).rejects.not.toThrow(/geheim/);
  });

  it('asks below the base URL of an Enterprise Server', async () => {
    const app = makeApp({ root: '/api/v3' });
    const { ask } = await world(app, { root: '/api/v3' });

    expect((await ask()).verdict.kind).toBe('page');
    expect(app.issued).toHaveLength(1);
  });
});
