import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApiKey, revokeApiKey } from '../../shared/api/auth/api-keys.ts';
import { authenticator } from '../../shared/api/auth/authenticate.ts';
import { includes, ROLES, type Role } from '../../shared/api/auth/caller.ts';
import { oidcCallers, readOidcSettings } from '../../shared/api/auth/oidc.ts';
import type { Route } from '../../shared/api/route.ts';
import { httpHandler } from '../../shared/lambda/http-handler.ts';
import { resourcesOf, synthesized } from '../infra/synthesized.ts';
import { memoryTable } from '../support/memory-ports.ts';
import { apiWorld } from './world.ts';

const settings = {
  issuer: 'https://id.example',
  audience: 'sluice',
  jwksUri: 'https://id.example/keys',
  roleClaim: 'sluice_role',
};
const world = apiWorld();
const handler = httpHandler(world.app);
const FIRST = 'the first key of all, 40 characters long';

interface Token {
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: number;
  readonly role?: unknown;
}

async function prepare() {
  const [ours, theirs] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const keys = { keys: [{ ...(await exportJWK(ours.publicKey)), alg: 'ES256', kid: 'one' }] };
  const { table, clock } = world.ports;
  const oidc = oidcCallers(settings, { clock, ask: async () => Response.json(keys) });
  const authenticate = authenticator({ table, clock, firstKey: async () => FIRST, oidc });
  const now = Math.floor(clock.now() / 1000);
  const tokenOf = ({ issuer = settings.issuer, audience = settings.audience, expires = now + 600, role }: Token) =>
    new SignJWT({ ...(role !== undefined && { sluice_role: role }) })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject('ada')
      .setExpirationTime(expires);
  const sign = (of: Token, key = ours.privateKey) => tokenOf(of).sign(key);
  const key = async (role: Role) => (await createApiKey({ table, clock }, { name: `a ${role}`, role })).key;
  const foreign = await createApiKey({ table: memoryTable(), clock }, { name: 'elsewhere', role: 'admin' });
  const revoked = await createApiKey({ table, clock }, { name: 'revoked', role: 'admin' });
  await revokeApiKey(table, revoked.id);
  const soon = new Date(clock.now() + 50).toISOString();
  const expired = await createApiKey({ table, clock }, { name: 'expired', role: 'admin', expiresAt: soon });
  await clock.sleep(100);
  const shared = new TextEncoder().encode(JSON.stringify(keys.keys[0]).padEnd(64));
  const unsigned = [{ alg: 'none' }, { iss: settings.issuer, aud: settings.audience, sub: 'a', exp: now + 600 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const admin = await key('admin');
  /** A token that is right but for its head, or but for what stands in it. */
  const odd = (head: object, claims: object = {}, signer = ours.privateKey) =>
    new SignJWT({
      ...{ iss: settings.issuer, aud: settings.audience, sub: 'ada', exp: now + 600, sluice_role: 'admin' },
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...head })
      .sign(signer);
  const good = Object.fromEntries(
    await Promise.all(
      ROLES.map(async (role) => [
        role,
        [
          `Bearer ${await key(role)}`,
          `Bearer ${await sign({ role: [role, 'other'] })}`,
          basic(await key(role)),
          basic(await sign({ role })),
        ],
      ]),
    ),
  );
  return {
    authenticate,
    admin,
    sign,
    odd,
    publicKey: ours.publicKey,
    /** By role: a key, and a token. */
    good: new Map<string, readonly string[]>(Object.entries(good)),
    /** What opens nothing. */
    bad: new Map<string, string | undefined>([
      ['nothing', undefined],
      ['an empty header', ''],
      ['garbage', 'Bearer garbage'],
      ['another scheme', `Digest ${admin}`],
      ['a key without a scheme', admin],
      ['a key with another end', `Bearer ${admin.slice(0, -2)}AA`],
      ['a key with another id', `Bearer ${admin.replace(/^sluice_\w{16}/, 'sluice_0123456789abcdef')}`],
      ['an expired key', `Bearer ${expired.key}`],
      ['a revoked key', `Bearer ${revoked.key}`],
      ['a foreign key', `Bearer ${foreign.key}`],
      ['an expired token', `Bearer ${await sign({ role: 'admin', expires: now - 10 })}`],
      ['a token of another issuer', `Bearer ${await sign({ role: 'admin', issuer: 'https://evil.example' })}`],
      ['a token for somebody else', `Bearer ${await sign({ role: 'admin', audience: 'other' })}`],
      ['a token signed by another key', `Bearer ${await sign({ role: 'admin' }, theirs.privateKey)}`],
      ['a token signed with the public key', `Bearer ${await hmac(shared, now)}`],
      ['a token that is not signed', `Bearer ${unsigned}.`],
      ['a token of later', `Bearer ${await odd({}, { nbf: now + 300 })}`],
      ['a token without an end', `Bearer ${await odd({}, { exp: undefined })}`],
      ['a token of nobody', `Bearer ${await odd({}, { sub: undefined })}`],
      ['a token of an unknown key', `Bearer ${await odd({ kid: 'two' })}`],
      [
        'a token that brings its key',
        `Bearer ${await odd({ jwk: await exportJWK(theirs.publicKey) }, {}, theirs.privateKey)}`,
      ],
      [
        'a token that says where its key is',
        `Bearer ${await odd({ jku: 'https://evil.example/keys' }, {}, theirs.privateKey)}`,
      ],
      [
        'a token signed with the text of the public key',
        `Bearer ${await hmac(new TextEncoder().encode(await exportSPKI(ours.publicKey)), now)}`,
      ],
      [
        'a token whose role was changed',
        `Bearer ${(await sign({ role: 'reader' })).replace(/\.[^.]+\./, `.${claimsOf({ iss: settings.issuer, aud: settings.audience, sub: 'ada', exp: now + 600, sluice_role: 'admin' })}.`)}`,
      ],
      ['a huge token', `Bearer ${await odd({}, { groups: 'g'.repeat(20_000) })}`],
      ['a token with a bad role beside', `Bearer ${await odd({}, { sluice_role: { admin: true } })}`],
      ['garbage as a password', basic('garbage')],
      ['a user without a password', basic('')],
      ['a password that is no base64', 'Basic %%%%'],
      ['a revoked key as a password', basic(revoked.key)],
      ['two credentials', `Bearer ${admin}, Bearer ${admin}`],
      ['a token without a role', `Bearer ${await sign({})}`],
      ['a token of a role that there is not', `Bearer ${await sign({ role: 'root' })}`],
    ]),
  };
}

const basic = (password: string) => `Basic ${Buffer.from(`grafana:${password}`).toString('base64')}`;
const claimsOf = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');

const hmac = (secret: Uint8Array, now: number) =>
  new SignJWT({ sluice_role: 'admin' })
    .setProtectedHeader({ alg: 'HS256', kid: 'one' })
    .setIssuer(settings.issuer)
    .setAudience(settings.audience)
    .setSubject('ada')
    .setExpirationTime(now + 600)
    .sign(secret);

let prepared: Awaited<ReturnType<typeof prepare>>;
beforeAll(async () => {
  prepared = await prepare();
});

const pathOf = ({ path }: Route): string => `/api/v1${path.replaceAll(/\{\w+\+?\}/g, 'x')}`;

/** How the local server answers: by the authenticator, then the app. */
async function locally(route: Route, authorization: string | undefined): Promise<number> {
  const caller = await prepared.authenticate(authorization);
  const response = await world.app.request(pathOf(route), { method: route.method.toUpperCase() }, { caller });
  return response.status;
}

const context: LambdaContext = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'api',
  functionVersion: '1',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '256',
  awsRequestId: 'id',
  logGroupName: 'log',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 10_000,
};

/** How the function answers when API Gateway hands this on as what its authorizer said. */
async function deployed(route: Route, authorizer: unknown): Promise<number> {
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathOf(route),
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    isBase64Encoded: false,
    requestContext: {
      domainName: 'api.example',
      http: { method: route.method.toUpperCase(), path: pathOf(route) },
      ...(authorizer !== undefined && { authorizer }),
    },
  };
  const answer = await handler(asEvent(event), context);
  return answer.statusCode;
}

/** Hono's type of the event asks for more than API Gateway's documents promise. */
function asEvent(event: object): LambdaEvent {
  return Object.assign(Object.create(null), event);
}

const closed = world.routes.filter(({ role }) => role !== 'open');

describe('every route', () => {
  test('is closed, but for healthz', () => {
    expect(world.routes.filter(({ role }) => role === 'open').map(({ path }) => path)).toEqual(['/healthz']);
    expect(closed.length).toBeGreaterThan(40);
  });

  test('refuses what is no good credential', async () => {
    for (const [what, authorization] of prepared.bad)
      for (const route of closed)
        expect(await locally(route, authorization), `${what}: ${route.method} ${route.path}`).toBe(401);
  });

  test('refuses a role that is too weak, and lets the others pass', async () => {
    for (const route of closed)
      for (const role of ROLES)
        for (const authorization of prepared.good.get(role) ?? []) {
          const status = await locally(route, authorization);
          const isStrong = route.role !== 'open' && includes(role, route.role);
          const what = `${role}: ${route.method} ${route.path} answered ${status}`;
          expect(status === 401, what).toBe(false);
          expect(status === 403, what).toBe(!isStrong);
        }
  });

  test('refuses, in the function, whoever the authorizer does not name', async () => {
    for (const route of closed)
      for (const said of [undefined, {}, { lambda: {} }, { lambda: { name: '', role: 'admin', kind: 'key' } }])
        expect(await deployed(route, said), `${route.method} ${route.path}`).toBe(401);
    const [first] = closed;
    if (first) expect(await deployed(first, { lambda: { name: 'a', role: 'reader', kind: 'key' } })).toBe(200);
  });

  test('stands behind the authorizer in the template', () => {
    const routes = resourcesOf([synthesized().api], 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);

    for (const route of closed) {
      const all = routes.filter(({ RouteKey }) => isFor(String(RouteKey), route.method.toUpperCase(), pathOf(route)));
      // The page's files take what nothing else takes: API Gateway sends a request to the route that says most of its path.
      const fits = all.filter(({ RouteKey }) => RouteKey !== 'GET /{proxy+}');
      expect(fits.length, route.path).toBeGreaterThan(0);
      for (const { AuthorizationType } of fits) expect(AuthorizationType, route.path).toBe('CUSTOM');
    }
  });
});

/** Whether API Gateway would send a request to a route. */
function isFor(routeKey: string, method: string, path: string): boolean {
  const [verb = '', pattern = ''] = routeKey.split(' ');
  const regex = pattern.replaceAll(/\{\w+\+\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+');
  return (verb === 'ANY' || verb === method) && new RegExp(`^${regex}$`).test(path);
}

describe('a credential', () => {
  test('may be the password of Basic, as Grafana sends it', async () => {
    expect(await prepared.authenticate(basic(prepared.admin))).toMatchObject({ name: 'a admin', role: 'admin' });
    expect(await prepared.authenticate(basic('wrong'))).toBeUndefined();
  });

  test('may be the first key, which is no row', async () => {
    expect(await prepared.authenticate(`Bearer ${FIRST.replaceAll(' ', '_')}`)).toBeUndefined();
    const { table, clock } = world.ports;
    const key = 'k'.repeat(40);
    const authenticate = authenticator({ table, clock, firstKey: async () => key });
    expect(await authenticate(`Bearer ${key}`)).toEqual({ name: 'first key', role: 'admin', kind: 'key' });
    expect(await authenticator({ table, clock, firstKey: async () => '' })('Bearer ')).toBeUndefined();
  });

  test('is kept as a hash only', async () => {
    const rows = JSON.stringify(await Array.fromAsync(world.ports.table.scan()));

    expect(rows).toContain('"name":"a admin"');
    expect(rows).not.toContain(prepared.admin);
    expect(rows).not.toContain(prepared.admin.split('_').slice(2).join('_'));
  });

  test('of a known issuer costs one question for its keys, and a flood of unknown keys no more than that', async () => {
    let asked = 0;
    const keys = { keys: [{ ...(await exportJWK(prepared.publicKey)), alg: 'ES256', kid: 'one' }] };
    const oidc = oidcCallers(settings, {
      clock: world.ports.clock,
      ask: async () => {
        asked += 1;
        return Response.json(keys);
      },
    });

    const good = await prepared.sign({ role: 'reader' });
    const callers = await Promise.all([1, 2, 3, 4, 5].map(() => oidc(good)));
    const strange = await prepared.odd({ kid: 'unknown' });
    for (let i = 0; i < 20; i += 1) expect(await oidc(strange)).toBeUndefined();

    expect(callers.every((caller) => caller?.role === 'reader' && caller.id === 'ada')).toBe(true);
    expect(asked).toBe(1);
  });

  test.each([
    ['no JSON', () => new Response('<html>')],
    ['no keys', () => Response.json({ keys: 'none' })],
    ['an error', () => new Response('{}', { status: 500 })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.example/keys' } })],
  ])('opens nothing while its issuer answers %s for its keys', async (_, answer) => {
    const oidc = oidcCallers(settings, { clock: world.ports.clock, ask: async () => answer() });

    await expect(oidc(await prepared.sign({ role: 'admin' }))).rejects.toThrow('cannot be had');
  });

  test('of an issuer whose keys come over plain http is not believed at all', () => {
    const given = { ...settings, jwksUri: 'http://id.example/keys' };

    expect(() => readOidcSettings(JSON.stringify(given))).toThrow('https');
  });

  test('of an issuer that cannot be reached is no refusal', async () => {
    const { clock } = world.ports;
    const oidc = oidcCallers(settings, {
      clock,
      ask: async () => {
        throw new Error('down');
      },
    });

    await expect(oidc(await prepared.sign({ role: 'admin' }))).rejects.toThrow('https://id.example/keys');
  });
});
